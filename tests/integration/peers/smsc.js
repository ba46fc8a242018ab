// SPDX-License-Identifier: Apache-2.0
// A message centre made of the npm package smpp: a second opinion on SMPP beside our own fake. The same digits as
// fake_smsc: 72 refused, 78 no receipt, 80 not delivered; 90 and 91 answer OUI, 94 to 96 Non désolé; the rest delivered.
// What belongs to 91 comes by data_sm instead of deliver_sm; 92 answers in two parts, the second of them first.
// usage: node smsc.js --log FILE; prints `port N`; ends with SIGTERM
'use strict';
const fs = require('node:fs');
const smpp = require('smpp');

const log = fs.openSync(process.argv[process.argv.indexOf('--log') + 1], 'a');
let submissions = 0;

/// Left to itself the package would say data_coding 1 and write GSM 03.38 all the same.
const ANSWERS = {
  90: {short_message: 'OUI', data_coding: 0},
  91: {short_message: 'OUI', data_coding: 8},
  94: {short_message: 'Non désolé', data_coding: 3},
  95: {short_message: 'Non désolé', data_coding: 8},
  96: {short_message: 'Non désolé', data_coding: 0},
};

const LONG_ANSWER = {
  data_coding: 8, parts: ['Bonjour, oui je peux venir aider toute la nuit, avec ma voiture et',
                          ' une remorque, des pelles et une pompe. À tout de suite !']};

function witness(event, facts) {
  fs.writeSync(log, `${JSON.stringify({event, mono_us: Number(process.hrtime.bigint() / 1000n), ...facts})}\n`);
}

function minute() {
  return new Date().toISOString().replace(/\D/g, '').slice(2, 12);
}

/// Hands it over and writes down what was answered.
function deliver(session, kind, id, facts, pdu) {
  const heard = (answer) => witness('acknowledged', {
    kind, id, by: answer.command, from: pdu.source_addr, status: answer.command_status, ...facts});
  const {short_message: text, ...rest} = pdu;
  if (pdu.source_addr.endsWith('91'))
    session.data_sm({...rest, message_payload: text}, heard);
  else
    session.deliver_sm(pdu, heard);
}

function followUp(session, asked, id) {
  const ending = Number(asked.destination_addr.slice(-2));
  const back = {
    source_addr_ton: asked.dest_addr_ton, source_addr_npi: asked.dest_addr_npi, source_addr: asked.destination_addr,
    dest_addr_ton: asked.source_addr_ton, dest_addr_npi: asked.source_addr_npi, destination_addr: asked.source_addr};
  if (ending !== 78 && (asked.registered_delivery & 1)) {
    const state = ending === 80 ? 'UNDELIV' : 'DELIVRD';
    const text = `id:${id} sub:001 dlvrd:001 submit date:${minute()} done date:${minute()} stat:${state} err:000 text:`;
    setTimeout(() => deliver(session, 'receipt', id, {state}, {
      ...back, esm_class: smpp.ESM_CLASS.MC_DELIVERY_RECEIPT, short_message: text, receipted_message_id: id,
      message_state: smpp.MESSAGE_STATE[state === 'DELIVRD' ? 'DELIVERED' : 'UNDELIVERABLE']}), 50);
  }
  if (ending === 92 && textOf(asked).includes('OUI')) {
    const parts = LONG_ANSWER.parts.map((message, i) => ({udh: Buffer.from([5, 0, 3, 77, 2, i + 1]), message}));
    setTimeout(() => parts.reverse().forEach((short_message) => deliver(session, 'reply', id, {text: short_message.message}, {
      ...back, esm_class: smpp.ESM_CLASS.UDH_INDICATOR, data_coding: LONG_ANSWER.data_coding, short_message})), 150);
  }
  const answer = ANSWERS[ending];
  if (answer && textOf(asked).includes('OUI'))
    setTimeout(() => deliver(session, 'reply', id, {text: answer.short_message}, {...back, ...answer}), 150);
}

function textOf(asked) {
  return asked.message_payload ? asked.message_payload.message : asked.short_message.message;
}

function take(session, asked) {
  const refused = asked.destination_addr.endsWith('72');
  const id = `${++submissions}a${(Date.now() % 0xffffff).toString(16)}`;
  const udh = asked.short_message.udh;
  witness('submit', {
    id, to: asked.dest_addr_ton === 1 ? `+${asked.destination_addr}` : asked.destination_addr, sender: asked.source_addr,
    text: textOf(asked), data_coding: asked.data_coding, registered_delivery: asked.registered_delivery,
    validity: asked.validity_period, of: udh ? udh[0][2] : 0, part: udh ? udh[0][4] : 1, parts: udh ? udh[0][3] : 1, taken: !refused});
  session.send(asked.response(refused ? {command_status: smpp.ESME_RINVDSTADR} : {message_id: id}));
  if (!refused) followUp(session, asked, id);
}

const server = smpp.createServer((session) => {
  session.on('error', (error) => witness('error', {why: error.message}));
  session.on('close', () => witness('closed', {}));
  for (const kind of ['bind_transceiver', 'bind_transmitter', 'bind_receiver'])
    session.on(kind, (asked) => {
      const right = asked.system_id === 'tocsin' && asked.password === 'secret';
      witness('bind', {kind, system_id: asked.system_id, status: right ? 0 : smpp.ESME_RINVPASWD});
      session.send(asked.response(right ? {system_id: 'npm'} : {command_status: smpp.ESME_RINVPASWD}));
    });
  session.on('enquire_link', (asked) => session.send(asked.response()));
  session.on('unbind', (asked) => {
    witness('unbind', {});
    session.send(asked.response());
    session.close();
  });
  session.on('submit_sm', (asked) => take(session, asked));
});
server.listen(0, '127.0.0.1', () => console.log(`port ${server.address().port}`));
process.on('SIGTERM', () => process.exit(0));
