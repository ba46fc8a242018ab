// SPDX-License-Identifier: Apache-2.0
// A page that was saved, in Chromium: usage  node kept_page.js FILE FOLDER. It is judged by axe, asked for nothing from
// outside, measured on a phone and a desk, photographed into FOLDER, and printed there on A4. Prints what is wrong; ends 1
// when anything is.
'use strict';
const fs = require('fs');
const path = require('path');
const puppeteer = require('puppeteer-core');

const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const [file, folder] = process.argv.slice(2);
const name = path.basename(file, '.html');
const wrong = [];

(async () => {
    const browser = await puppeteer.launch({
        executablePath: '/usr/bin/chromium',
        args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking']
    });
    const page = await browser.newPage();
    const here = 'file://' + path.resolve(file);
    page.on('console', said => wrong.push(said.text()));
    page.on('request', request => {
        if (request.url() !== here)
            wrong.push(`asked for ${request.url()}`);
    });
    for (const width of [360, 1100]) {
        await page.setViewport({width, height: 800});
        await page.goto(here);
        await page.evaluate(axe);
        const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
        const found = await page.evaluate(only => window.axe.run(document, {runOnly: only}), tags);
        for (const each of found.violations)
            wrong.push(`${width}: ${each.id}: ${each.help}: ${each.nodes.map(node => node.html.slice(0, 200)).join(' ')}`);
        if (found.passes.length < 10)
            wrong.push(`${width}: axe looked at next to nothing`);
        const needed = await page.evaluate(() => document.documentElement.scrollWidth);
        if (needed > width)
            wrong.push(`${needed} pixels wide on a screen of ${width}`);
        await page.screenshot({path: path.join(folder, `${name}-${width}.png`), fullPage: true});
    }
    await page.pdf({path: path.join(folder, `${name}.pdf`), preferCSSPageSize: true});
    await browser.close();
    wrong.forEach(each => console.log(each));
    process.exit(wrong.length > 0 ? 1 : 0);
})().catch(failure => {
    console.log(failure);
    process.exit(1);
});
