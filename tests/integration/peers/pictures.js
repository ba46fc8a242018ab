// SPDX-License-Identifier: Apache-2.0
// Photographs for the documents: usage  node pictures.js call|report FOLDER < plan.json  (tests/acceptance/pictures.py)
'use strict';
const fs = require('fs');
const path = require('path');
const puppeteer = require('puppeteer-core');

const [what, folder] = process.argv.slice(2);
const plan = JSON.parse(fs.readFileSync(0, 'utf8'));

async function photograph(page, name, more) {
    await page.screenshot({path: path.join(folder, `${name}.png`), ...more});
}

async function board(browser, name, size, wall) {
    const context = await (browser.createBrowserContext || browser.createIncognitoBrowserContext).call(browser);
    const page = await context.newPage();
    await page.setViewport(size);
    await page.goto(`${plan.origin}/board?lang=fr`);
    await page.type('#token', plan.token);
    if (wall)
        await page.click('input[name=wall]');
    await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
    await page.waitForFunction(() => document.getElementById('line').textContent === 'en direct', {timeout: 10000});
    await photograph(page, name, {});
    await context.close();
}

async function call(browser) {
    await board(browser, 'board-wall', {width: 1280, height: 720}, true);
    await board(browser, 'board-phone', {width: 360, height: 740, deviceScaleFactor: 1.5}, false);
    const page = await browser.newPage();
    await page.setViewport({width: 360, height: 640, deviceScaleFactor: 1.5});
    await page.goto(plan.answer);
    await photograph(page, 'answer', {fullPage: true});
    await Promise.all([page.waitForNavigation(), page.click('button[value=yes]')]);
    await photograph(page, 'answered', {fullPage: true});
    const terminal = await browser.newPage();
    await terminal.setViewport({width: 900, height: 500});
    await terminal.setContent('<pre id="t"></pre><style>body{margin:0;background:#16202a}pre{display:inline-block;margin:0;padding:14px 18px;color:#e8edf2;font:15px/1.35 "DejaVu Sans Mono",monospace}</style>');
    await terminal.$eval('#t', (each, text) => { each.textContent = text; }, plan.terminal);
    await (await terminal.$('#t')).screenshot({path: path.join(folder, 'watch.png')});
}

async function report(browser) {
    const page = await browser.newPage();
    await page.setViewport({width: 1000, height: 1180});
    await page.goto(plan.page);
    await photograph(page, 'report', {});
}

(async () => {
    const browser = await puppeteer.launch({
        executablePath: '/usr/bin/chromium',
        args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking']
    });
    await (what === 'report' ? report : call)(browser);
    await browser.close();
})().catch(failure => {
    console.log(failure);
    process.exit(1);
});
