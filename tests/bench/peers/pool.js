// SPDX-License-Identifier: Apache-2.0
// node pool.js PORT CONNECTIONS MAILS: nodemailer's pool against a sink; prints its rate as JSON. It is given sockets
// without Nagle's delay: with its own it waits 40 ms for each mail.
'use strict';

const net = require('net');
const nodemailer = require('nodemailer');

const [port, connections, mails] = process.argv.slice(2).map(Number);
const pool = nodemailer.createTransport({
    host: '127.0.0.1', port, pool: true, maxConnections: connections, maxMessages: Infinity, ignoreTLS: true,
    getSocket(options, done) {
        const connection = net.connect({ host: '127.0.0.1', port, noDelay: true });
        connection.once('connect', () => done(null, { connection }));
        connection.once('error', done);
    },
});
const mail = {
    from: 'Tocsin <alerte@example.org>', to: 'lou@example.org', subject: 'Crue : nous avons besoin de vous',
    text: 'Repondez OUI ou NON avant 18h.',
};

async function main() {
    await pool.sendMail(mail);
    const begin = process.hrtime.bigint();
    await Promise.all(Array.from({ length: mails }, () => pool.sendMail(mail)));
    const seconds = Number(process.hrtime.bigint() - begin) / 1e9;
    console.log(JSON.stringify({ a_second: mails / seconds }));
    pool.close();
}

main().catch((failure) => {
    console.error(failure.message);
    process.exit(1);
});
