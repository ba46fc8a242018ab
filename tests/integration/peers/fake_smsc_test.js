// SPDX-License-Identifier: Apache-2.0
// Is the witness to be trusted? The npm package smpp, which knows nothing of our code, is its client and meets every fate.
// usage: node fake_smsc_test.js BIN_DIR
'use strict';
const assert = require('node:assert');
const {execFileSync} = require('node:child_process');
const path = require('node:path');
const smpp = require('smpp');
const {fake, until, folder} = require('./programs.js');

const ASK = 'Crue à Digne : pouvez-vous aider ? Répondez OUI ou NON [€]';
const bin = process.argv[2];

/// A bound line: what it was sent, in order, and how it ended.
async function connect(port, {bind = 'bind_transceiver', password = 'secret', acknowledges = true, tls = false} = {}) {
  const session = smpp.connect({host: '127.0.0.1', port, tls, rejectUnauthorized: false});
  const line = {session, arrived: [], strange: 0, trouble: null, closed: false};
  session.on('error', (error) => { line.trouble = error; });
  session.on('close', () => { line.closed = true; });
  session.on('enquire_link', (pdu) => session.send(pdu.response()));
  session.on('pdu', (pdu) => {
    if (pdu.command === 'unknown') line.strange += 1;
  });
  session.on('deliver_sm', (pdu) => {
    line.arrived.push({at: 'delivery', pdu});
    if (line.acknowledges) session.send(pdu.response());
  });
  session.on('unbind', (pdu) => { line.unbound = true; session.send(pdu.response()); });
  session.on('generic_nack', (pdu) => line.arrived.push({at: 'nack', pdu}));
  session.on('submit_sm_resp', (pdu) => line.arrived.push({at: 'response', pdu}));
  line.acknowledges = acknowledges;
  await new Promise((resolve) => session.on(tls ? 'secureConnect' : 'connect', resolve));
  line.bound = await new Promise((resolve) => session[bind]({system_id: 'tocsin', password}, resolve));
  return line;
}

function submit(line, ending, extra = {}) {
  line.session.submit_sm({
    source_addr: '38123', dest_addr_ton: 1, dest_addr_npi: 1, destination_addr: `336399800${String(ending).padStart(2, '0')}`,
    registered_delivery: 1, short_message: ASK, data_coding: 0, ...extra});
}

const responses = (line) => line.arrived.filter((each) => each.at === 'response').map((each) => each.pdu);
const deliveries = (line) => line.arrived.filter((each) => each.at === 'delivery').map((each) => each.pdu);
const receipts = (line) => deliveries(line).filter((pdu) => pdu.esm_class === 4);
const replies = (line) => deliveries(line).filter((pdu) => pdu.esm_class !== 4);
const textOf = (pdu) => (pdu.message_payload ? pdu.message_payload.message : pdu.short_message.message);
const idIn = (pdu) => /\bid:(\S+)/i.exec(textOf(pdu))?.[1];
const stateIn = (pdu) => /\bstat:(\w+)/i.exec(textOf(pdu))?.[1];

/// Sends one text on a line of its own and waits for so many responses, receipts and replies.
async function told(port, ending, {answers = 1, heard = 1, said = 0} = {}, extra = {}) {
  const line = await connect(port);
  submit(line, ending, extra);
  await until(() => responses(line).length >= answers && receipts(line).length >= heard && replies(line).length >= said,
    `ending ${ending}`);
  line.session.destroy();
  return {response: responses(line)[0], receipts: receipts(line), replies: replies(line), line};
}

async function refusals(port) {
  for (const [ending, status, times] of [[70, 0x58, 1], [71, 0x14, 2], [72, 0x0b, 3], [76, 0x08, 3], [77, 0x0a, 3]]) {
    const line = await connect(port);
    for (let i = 0; i < 3; ++i) submit(line, ending);
    await until(() => responses(line).length === 3, `three answers to ${ending}`);
    const seen = responses(line).map((pdu) => pdu.command_status);
    assert.deepStrictEqual(seen, [0, 1, 2].map((i) => (i < times ? status : 0)), `ending ${ending}`);
    line.session.destroy();
  }
}

async function receiptDialects(port) {
  const usual = await told(port, 0);
  assert.match(usual.response.message_id, /^a[0-9a-f]{13}$/);
  assert.strictEqual(idIn(usual.receipts[0]), usual.response.message_id);
  assert.strictEqual(usual.receipts[0].receipted_message_id, usual.response.message_id);
  assert.strictEqual(usual.receipts[0].message_state, 2);
  assert.strictEqual(usual.receipts[0].source_addr, '33639980000');
  assert.strictEqual(usual.receipts[0].destination_addr, '38123');
  const number = (id, radix) => BigInt(radix === 16 ? `0x${id}` : id);
  const forty = await told(port, 40);
  assert.strictEqual(number(forty.response.message_id, 10), number(idIn(forty.receipts[0]), 16));
  const fortyOne = await told(port, 41);
  assert.strictEqual(number(fortyOne.response.message_id, 16), number(idIn(fortyOne.receipts[0]), 10));
  const upper = await told(port, 42);
  assert.strictEqual(idIn(upper.receipts[0]), upper.response.message_id.toUpperCase());
  const padded = await told(port, 43);
  assert.strictEqual(idIn(padded.receipts[0]), `0000${padded.response.message_id}`);
  const paddedBefore = await told(port, 44);
  assert.strictEqual(`0000${idIn(paddedBefore.receipts[0])}`, paddedBefore.response.message_id);
  const textOnly = (await told(port, 45)).receipts[0];
  assert.ok(idIn(textOnly) && textOnly.receipted_message_id === undefined && textOnly.message_state === undefined);
  const tlvsOnly = (await told(port, 46)).receipts[0];
  assert.ok(tlvsOnly.short_message.message.length === 0 && tlvsOnly.receipted_message_id && tlvsOnly.message_state === 2);
  assert.ok(idIn((await told(port, 47)).receipts[0]));
  assert.match(textOf((await told(port, 48)).receipts[0]), /^Stat:DELIVRD ID:a[0-9a-f]{13} Done Date:\d{12} Submit Date:\d{12} Err:0$/);
  const first = (await told(port, 49)).line.arrived.map((each) => each.at);
  assert.deepStrictEqual(first, ['delivery', 'response']);
  for (const [ending, states] of [[50, ['ACCEPTD', 'ENROUTE', 'DELIVRD']], [51, ['DELIVRD', 'ENROUTE']],
    [52, ['DELIVRD', 'UNDELIV']], [54, ['UNKNOWN']], [79, ['DELIVRD', 'DELIVRD']], [80, ['UNDELIV']], [81, ['EXPIRED']],
    [82, ['ENROUTE', 'DELIVRD']], [83, ['REJECTD']], [85, ['DELETED']]])
    assert.deepStrictEqual((await told(port, ending, {heard: states.length})).receipts.map(stateIn), states, `ending ${ending}`);
  const strange = await told(port, 53, {heard: 2});
  assert.notStrictEqual(idIn(strange.receipts[0]), strange.response.message_id);
  assert.strictEqual(idIn(strange.receipts[1]), strange.response.message_id);
  assert.strictEqual((await told(port, 84, {answers: 2})).line.arrived.filter((each) => each.at === 'response').length, 2);
  assert.strictEqual((await told(port, 69)).response.message_id, '');
  assert.strictEqual((await told(port, 67)).line.strange, 1);
}

async function replySpellings(port) {
  const septets = (packed) => {  // GSM 03.38 6.1.2.1, the other way round
    let bits = '';
    for (const octet of packed) bits = octet.toString(2).padStart(8, '0') + bits;
    let text = '';
    for (let end = bits.length; end >= 7; end -= 7) text += String.fromCharCode(parseInt(bits.slice(end - 7, end), 2));
    return text;
  };
  for (const [ending, coding, text] of [[90, 0, 'OUI'], [91, 8, 'OUI'], [93, 3, 'OUI'], [94, 3, 'Non désolé'],
    [95, 8, 'Non désolé'], [96, 0, 'Non désolé'], [97, 0, 'STOP'], [98, 0, "c'est où ?"], [89, 0, 'OUI']]) {
    const reply = (await told(port, ending, {said: 1})).replies[0];
    assert.strictEqual(reply.data_coding, coding, `ending ${ending}`);
    assert.strictEqual(textOf(reply), text, `ending ${ending}`);
  }
  // The package takes octets for septets, so look at what it was given.
  const {decode} = smpp.encodings.ASCII;
  const octets = [];
  smpp.encodings.ASCII.decode = (given) => { octets.push(given); return decode.call(smpp.encodings.ASCII, given); };
  await told(port, 92, {said: 1});
  smpp.encodings.ASCII.decode = decode;
  assert.ok(octets.some((given) => given.length === 3 && septets(given) === 'OUI'), 'seven bits, packed');
  assert.deepStrictEqual((await told(port, 99, {said: 2})).replies.map(textOf), ['oui', 'oui']);
  for (const [ending, order] of [[88, [1, 2]], [87, [2, 1]]]) {
    const parts = (await told(port, ending, {said: 2})).replies;
    assert.deepStrictEqual(parts.map((pdu) => pdu.short_message.udh[0][4]), order);
    const whole = parts.sort((a, b) => a.short_message.udh[0][4] - b.short_message.udh[0][4]).map(textOf).join('');
    assert.match(whole, /^Bonjour, oui je peux venir.*bon courage a tous\.$/);
  }
}

async function brokenLines(port) {
  const broken = async (ending, ends) => {
    const line = await connect(port);
    submit(line, ending);
    await until(() => ends(line), `the end of the line at ${ending}`);
    line.session.destroy();
    return line;
  };
  await broken(60, (line) => line.trouble);
  await broken(61, (line) => line.closed && responses(line).length === 0);
  await broken(63, (line) => line.trouble);
  await broken(64, (line) => line.arrived.some((each) => each.at === 'nack') && responses(line).length === 0);
  await broken(65, (line) => line.closed && responses(line).length === 0);
  await broken(66, (line) => line.closed && responses(line).length === 1);
  await broken(68, (line) => line.unbound && line.closed && responses(line).length === 1);
  await broken(75, (line) => line.closed && responses(line).length === 0);
  for (const ending of [62, 73]) {
    const line = await connect(port);
    submit(line, ending);
    await new Promise((resolve) => setTimeout(resolve, 150));
    assert.ok(!line.closed && responses(line).length === 0, `ending ${ending} stays silent`);
    line.session.destroy();
  }
  const begin = Date.now();
  await told(port, 74);
  assert.ok(Date.now() - begin >= 300, 'late is late');
  await told(port, 78, {heard: 0});
  for (const ending of [60, 61, 62, 63, 64, 65, 66, 75]) await told(port, ending);  // the second time all is well
}

async function binds(port) {
  const wrong = await connect(port, {password: 'wrong'});
  assert.strictEqual(wrong.bound.command_status, 0x0e);
  await until(() => wrong.closed, 'the line to close after a wrong password');
  const out = await connect(port, {bind: 'bind_transmitter'});
  const into = await connect(port, {bind: 'bind_receiver'});
  submit(out, 1);
  await until(() => receipts(into).length === 1, 'a receipt on the receiver');
  assert.strictEqual(receipts(out).length, 0);
  submit(into, 1);
  await until(() => responses(into).length === 1, 'the answer to a receiver that submits');
  assert.strictEqual(responses(into)[0].command_status, 0x04);
  const alive = await new Promise((resolve) => out.session.enquire_link({}, resolve));
  assert.strictEqual(alive.command_status, 0);
  const goodbye = await new Promise((resolve) => out.session.unbind(resolve));
  assert.strictEqual(goodbye.command_status, 0);
  into.session.destroy();
}

/// What is not acknowledged comes again, also on another line.
async function repeats(smsc) {
  const deaf = await connect(smsc.port, {acknowledges: false});
  submit(deaf, 2);
  await until(() => receipts(deaf).length >= 2, 'a receipt to come again');
  deaf.session.destroy();
  const next = await connect(smsc.port);
  const id = responses(deaf)[0].message_id;
  await until(() => receipts(next).some((pdu) => idIn(pdu) === id), 'the receipt on the next line');
  await until(() => smsc.lines().some((each) => each.event === 'acknowledged' && each.id === id && each.tries >= 3),
    'its acknowledgement in the log');
  next.session.destroy();
}

function judgeLog(lines) {
  const submits = lines.filter((line) => line.event === 'submit');
  assert.ok(submits.length > 60);
  for (const line of submits.filter((each) => each.parts === 1 && !each.payload)) assert.strictEqual(line.text, ASK);
  assert.ok(lines.some((line) => line.event === 'bind' && line.status === 0x0e));
  assert.ok(!JSON.stringify(lines).includes('secret'));
  assert.deepStrictEqual([...new Set(submits.filter((line) => line.to === '+33639980065').map((line) => line.taken))], [false, true]);
}

/// Each way to write a text arrives in the log as the phone shows it.
async function spellings(smsc) {
  const line = await connect(smsc.port);
  const udh = Buffer.from([5, 0, 3, 7, 2, 1]);
  submit(line, 3, {short_message: 'Œuvre — 🌊', data_coding: 8});
  submit(line, 3, {short_message: 'Ça brûle', data_coding: 3});
  submit(line, 3, {short_message: {message: 'première partie', udh}});
  submit(line, 3, {short_message: '', message_payload: {message: `${'x'.repeat(300)}é`}});
  submit(line, 3, {short_message: 'sar', sar_msg_ref_num: 513, sar_total_segments: 3, sar_segment_seqnum: 2});
  await until(() => responses(line).length === 5, 'five answers');
  line.session.destroy();
  const seen = smsc.lines().filter((each) => each.event === 'submit' && each.to.endsWith('03'));
  assert.deepStrictEqual(seen.map((each) => each.text), ['Œuvre — 🌊', 'Ça brûle', 'première partie', `${'x'.repeat(300)}é`, 'sar']);
  assert.deepStrictEqual(seen.map((each) => [each.reference, each.part, each.parts]),
    [[0, 1, 1], [0, 1, 1], [7, 1, 2], [0, 1, 1], [513, 2, 3]]);
  assert.ok(seen[3].payload);
}

async function rateAndTls() {
  const certificate = path.join(folder, 'cert.pem');
  const key = path.join(folder, 'key.pem');
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2',
    '-subj', '/CN=smsc.example.org', '-keyout', key, '-out', certificate], {stdio: 'ignore'});
  const smsc = await fake(path.join(bin, 'fake_smsc'), '--max-per-second', '10', '--certificate', certificate, '--key', key,
    '--every-number-works', '--enquire-ms', '100');
  const line = await connect(smsc.port, {tls: true});
  for (let i = 0; i < 15; ++i) submit(line, 77);
  await until(() => responses(line).length === 15, 'fifteen answers');
  assert.strictEqual(responses(line).filter((pdu) => pdu.command_status === 0x58).length, 5);
  await until(() => smsc.lines().some((each) => each.event === 'alive'), 'an answer to its enquire_link');
  line.session.destroy();
  smsc.kill();
}

async function main() {
  const smsc = await fake(path.join(bin, 'fake_smsc'), '--system-id', 'tocsin', '--password', 'secret', '--receipt-ms', '20',
    '--reply-ms', '20', '--late-ms', '300', '--resend-ms', '300');
  await binds(smsc.port);
  await refusals(smsc.port);
  await receiptDialects(smsc.port);
  await replySpellings(smsc.port);
  await brokenLines(smsc.port);
  await repeats(smsc);
  judgeLog(smsc.lines());
  await spellings(smsc);
  await rateAndTls();
  console.log('fake_smsc is what its page says');
  process.exit(0);
}

main().catch((error) => { console.error(error); process.exit(1); });
