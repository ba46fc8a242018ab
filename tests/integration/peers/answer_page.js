// SPDX-License-Identifier: Apache-2.0
// Answer pages in Chromium, on a phone of 360 pixels without JavaScript: usage  node answer_page.js FOLDER < plan.json
// plan.json: {"shows": [{"name", "url"}…], "answers": [{"name", "url", "button", "eta"?}…]}. Each page is judged by axe,
// measured, and photographed into FOLDER. Prints what is wrong; ends 1 when anything is.
'use strict';
const fs = require('fs');
const path = require('path');
const puppeteer = require('puppeteer-core');

const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const folder = process.argv[2];
const plan = JSON.parse(fs.readFileSync(0, 'utf8'));
const wrong = [];

async function look(page, name, url) {
    await page.setViewport({width: 360, height: 640});
    await page.goto(url);
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    await page.evaluate(axe);
    const found = await page.evaluate(only => window.axe.run(document, {runOnly: only}), tags);
    for (const each of found.violations)
        wrong.push(`${name}: ${each.id}: ${each.help}: ${each.nodes.map(node => node.html).join(' ')}`);
    if (found.passes.length < 10)
        wrong.push(`${name}: axe looked at next to nothing`);
    for (const width of [320, 360]) {
        await page.setViewport({width, height: 640});
        const needed = await page.evaluate(() => document.documentElement.scrollWidth);
        if (needed > width)
            wrong.push(`${name}: ${needed} pixels wide on a screen of ${width}`);
    }
    const small = await page.evaluate(() => [...document.querySelectorAll('button')].filter(
        each => each.getBoundingClientRect().height < 60 || each.getBoundingClientRect().width < 280).length);
    if (small > 0)
        wrong.push(`${name}: ${small} buttons are too small for a cold thumb`);
    await page.screenshot({path: path.join(folder, `${name}.png`), fullPage: true});
}

(async () => {
    const browser = await puppeteer.launch({
        executablePath: '/usr/bin/chromium',
        args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking']
    });
    const open = async () => {
        const page = await browser.newPage();
        await page.setViewport({width: 360, height: 640});
        page.on('console', said => {
            if (!said.text().includes('status of 404'))  // a page that is not there says so
                wrong.push(`${page.url().slice(0, 30)}: ${said.text()}`);
        });
        page.on('request', request => {
            if (!plan.origins.includes(new URL(request.url()).origin))
                wrong.push(`asked for ${request.url()}`);
        });
        return page;
    };
    const phone = await open();
    await phone.setJavaScriptEnabled(false);
    const judge = await open();  // axe itself is a script
    for (const {name, url} of plan.shows) {
        const came = await phone.goto(url);
        const size = (await came.buffer()).length;
        if (size >= 15 * 1024)
            wrong.push(`${name}: ${size} bytes`);
        await look(judge, name, url);
    }
    for (const {name, url, button, eta} of plan.answers) {
        await phone.bringToFront();
        await phone.goto(url);
        if (eta && (await phone.select('#eta', eta)).length === 0)
            wrong.push(`${name}: the page no longer offers this time`);
        await Promise.all([phone.waitForNavigation(), phone.click(`button[value=${button}]`)]);
        await look(judge, name, phone.url());
    }
    await browser.close();
    wrong.forEach(each => console.log(each));
    console.log(`${plan.shows.length + plan.answers.length} pages, ${wrong.length} faults`);
    process.exit(wrong.length > 0 ? 1 : 0);
})().catch(failure => {
    console.log(failure);
    process.exit(1);
});
