// SPDX-License-Identifier: Apache-2.0
// The situation board in Chromium: usage  node board.js FOLDER < plan.json
// plan.json: {"origin", "token", "settle": {"command": [...]}}. Signs in with the keyboard alone, is judged by axe on a wall, a
// desk and a phone, sees a change arrive, filters, prints, and signs out. Prints what is wrong; ends 1 when anything is.
'use strict';
const childProcess = require('child_process');
const fs = require('fs');
const path = require('path');
const puppeteer = require('puppeteer-core');

const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const folder = process.argv[2];
const plan = JSON.parse(fs.readFileSync(0, 'utf8'));
const wrong = [];
const check = (holds, what) => { if (!holds) wrong.push(what); };
const sizes = {wall: [1920, 1080], finest: [3840, 2160], desk: [1280, 900], phone: [360, 640], narrow: [320, 640]};
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

async function look(page, name, size) {
    const [width, height] = sizes[size];
    await page.setViewport({width, height});
    await page.evaluate(axe);
    const found = await page.evaluate(only => window.axe.run(document, {runOnly: only}), tags);
    for (const each of found.violations)
        wrong.push(`${name}-${size}: ${each.id}: ${each.help}: ${each.nodes.map(node => node.html.slice(0, 200)).join(' ')}`);
    check(found.passes.length >= 10, `${name}-${size}: axe looked at next to nothing`);
    const needed = await page.evaluate(() => document.documentElement.scrollWidth);
    check(needed <= width, `${name}-${size}: ${needed} pixels wide on a screen of ${width}`);
    await page.screenshot({path: path.join(folder, `${name}-${size}.png`), fullPage: size !== 'wall' && size !== 'finest'});
}

// Tab until what has the focus matches; what a person without a mouse does.
async function tabTo(page, selector) {
    for (let i = 0; i < 40; ++i) {
        if (await page.evaluate(what => document.activeElement.matches(what), selector))
            return true;
        await page.keyboard.press('Tab');
    }
    wrong.push(`the keyboard does not reach ${selector}`);
    return false;
}

async function signIn(page, wall) {
    await page.goto(`${plan.origin}/board?lang=fr`);
    await tabTo(page, '#token');
    await page.keyboard.type(plan.token);
    if (wall) {
        await tabTo(page, 'input[name=wall]');
        await page.keyboard.press('Space');
    }
    await tabTo(page, 'button');
    await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
}

// Characters in millimetres on a screen of 55 inches (685 mm high). Capitals are 72 % of the size; what is drawn grows with its
// picture.
async function legible(page, selector, least) {
    const heights = await page.$$eval(selector, all => all.map(each => {
        const drawn = each.getScreenCTM ? each.getScreenCTM().a : 1;
        return parseFloat(getComputedStyle(each).fontSize) * drawn * 0.72 * 685 / innerHeight;
    }));
    check(heights.length > 0, `there is no ${selector}`);
    const lowest = Math.min(...heights);
    check(lowest >= least, `${selector} is ${lowest.toFixed(1)} mm high on a wall, of ${least}`);
}

async function whole(page, parts, where) {
    const cut = await page.evaluate(those => those.filter(what => {
        const part = document.querySelector(what);
        return part.scrollHeight > part.clientHeight + 2 || part.getBoundingClientRect().bottom > innerHeight + 1;
    }), parts);
    check(cut.length === 0, `cut off ${where}: ${cut}`);
}

(async () => {
    const browser = await puppeteer.launch({
        executablePath: '/usr/bin/chromium',
        args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking']
    });
    const watch = page => {
        page.on('console', said => {
            if (!/status of 40[14]/.test(said.text()))
                wrong.push(`${page.url().slice(0, 40)}: ${said.text()}`);
        });
        page.on('pageerror', failure => wrong.push(String(failure)));
        page.on('request', request => {
            if (new URL(request.url()).origin !== plan.origin)
                wrong.push(`asked for ${request.url()}`);
        });
        return page;
    };
    const page = watch(await browser.newPage());
    await page.setViewport({width: 1280, height: 900});
    await page.goto(`${plan.origin}/board?lang=fr`);
    for (const size of ['desk', 'phone'])
        await look(page, 'sign-in', size);
    await signIn(page, false);
    await page.waitForFunction(() => document.getElementById('line').textContent === 'en direct', {timeout: 10000});
    for (const size of ['wall', 'desk', 'phone', 'narrow'])
        await look(page, 'board', size);

    await page.setViewport({width: 1920, height: 1080});
    await whole(page, ['.part-figures', '.part-forecast', '.part-map', '.part-curve', '.part-channels', '#figures', 'main'], 'on a large screen');

    // A change arrives by itself.
    const before = await page.$eval('#figures .big b', each => each.textContent);
    childProcess.execFileSync(plan.change[0], plan.change.slice(1));
    await page.waitForFunction(was => document.querySelector('#figures .big b').textContent !== was, {timeout: 10000}, before)
        .catch(() => wrong.push('a change did not arrive'));

    // The filter, by keyboard; it holds when the list is sent anew.
    const rows = () => page.$$eval('#coming tr[data-find]', all => all.filter(each => !each.hidden).length);
    const all = await rows();
    await tabTo(page, '#find');
    await page.keyboard.type(plan.find);
    const some = await rows();
    check(some > 0 && some < all, `the filter shows ${some} of ${all}`);
    childProcess.execFileSync(plan.again[0], plan.again.slice(1));
    await page.waitForFunction(was => document.querySelectorAll('#coming tr[data-find]').length > was, {timeout: 10000}, all)
        .catch(() => wrong.push('a second change did not arrive'));
    check(await rows() < all, 'the filter was forgotten');
    for (const reached of ['#coming', '#inbox', '#print', 'summary', 'form button'])
        await tabTo(page, reached);

    await page.pdf({path: path.join(folder, 'board.pdf'), preferCSSPageSize: true, printBackground: true});
    await page.emulateMediaType('print');
    await page.setViewport({width: 1122, height: 793});
    check(await page.$eval('.tools form', each => getComputedStyle(each).display === 'none'), 'buttons are printed');
    await page.screenshot({path: path.join(folder, 'board-print.png'), fullPage: true});
    await page.emulateMediaType('screen');

    // Without script the page reads the same, and loads itself anew.
    const plain = watch(await browser.newPage());
    await plain.setJavaScriptEnabled(false);
    await plain.setViewport({width: 1280, height: 900});
    await plain.goto(`${plan.origin}/board?lang=en`);
    check((await plain.content()).includes('http-equiv="refresh"'), 'without script nothing is new');
    check(await plain.$eval('#coming', each => each.textContent.includes('Arrival')), 'without script nothing is there');
    await plain.screenshot({path: path.join(folder, 'board-without-script.png')});
    await plain.close();

    await tabTo(page, '.tools form button');
    await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
    check(await page.$('#token') !== null, 'signing out does not');
    await signIn(page, true);
    await page.waitForFunction(() => document.getElementById('line').textContent === 'en direct', {timeout: 10000});
    // A two-hundredth of the way of five metres, less a hair; the names on the map and the labels of figures are for who comes nearer.
    for (const size of ['wall', 'finest']) {
        await look(page, 'wall-screen', size);
        for (const each of ['.big b', '.big span', '.clock', 'h1', '.hour', '.figure dd', '.roles b', '.expected b', '.chance b', '.slots td', '.slots tbody th',
            '.count b', '.course-text', '.map-key-far text'])
            await legible(page, each.startsWith('.course') ? `.far ${each}` : each, 24);
        for (const each of ['.figure dt', '.roles li', '.expected', '.where', '.map .people', '.count'])
            await legible(page, each, 12);
        await whole(page, ['.part-figures', '.part-forecast', '.part-map', '.part-curve', '.part-channels', '#figures', 'main', 'header'], `on a wall, ${size}`);
    }
    check(!(await page.content()).includes(plan.name), 'a wall screen shows a name');
    await browser.close();
    wrong.forEach(each => console.log(each));
    console.log(`${wrong.length} faults`);
    process.exit(wrong.length > 0 ? 1 : 0);
})().catch(failure => {
    wrong.forEach(each => console.log(each));
    console.log(failure);
    process.exit(1);
});
