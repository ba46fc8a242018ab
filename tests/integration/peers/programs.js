// SPDX-License-Identifier: Apache-2.0
// Programs that a test starts, waits for, reads the log of, and ends.
'use strict';
const {spawn} = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tocsin-peers.'));
const running = new Set();
process.on('exit', () => {
  for (const one of running) one.kill('SIGKILL');
  fs.rmSync(folder, {recursive: true, force: true});
});

/// Starts a fake; gives it with its port and the lines of its log, when it listens.
async function fake(program, ...options) {
  const log = path.join(folder, `witness-${running.size}-${Date.now()}.jsonl`);
  const child = spawn(program, ['--log', log, ...options], {stdio: ['ignore', 'pipe', 'inherit']});
  running.add(child);
  child.on('exit', () => running.delete(child));
  const port = await new Promise((resolve, reject) => {
    child.stdout.once('data', (said) => resolve(Number(String(said).match(/port (\d+)/)[1])));
    child.once('exit', (code) => reject(new Error(`${program} ended ${code}`)));
  });
  const lines = () => fs.readFileSync(log, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line));
  return {port, lines, kill: () => child.kill()};
}

/// Waits until `happened` gives something true; what for is said when it does not.
async function until(happened, what, milliseconds = 5000) {
  const end = Date.now() + milliseconds;
  for (;;) {
    const given = happened();
    if (given) return given;
    if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

module.exports = {fake, until, folder};
