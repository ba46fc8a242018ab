// SPDX-License-Identifier: Apache-2.0
// Keeps the board's parts as the daemon sends them, filters who comes, and says when the line is cut. Without it the page
// reads the same and loads itself anew.
(function () {
    'use strict';
    var body = document.body;
    var by = function (id) { return document.getElementById(id); };
    var patience = 15000;  // milliseconds; the daemon speaks every five seconds
    var heard = Date.now();
    var source = null;
    var saying = null;

    function filter() {
        var find = by('find'), skill = by('skill');
        if (!find)
            return;
        var words = find.value.toLowerCase().split(/\s+/);
        if (skill && skill.value)
            words.push(skill.value.toLowerCase());
        var rows = document.querySelectorAll('#coming tr[data-find]');
        for (var i = 0; i < rows.length; ++i) {
            var text = rows[i].getAttribute('data-find').toLowerCase();
            rows[i].hidden = !words.every(function (word) { return text.indexOf(word) >= 0; });
        }
    }

    function fill(id, html) {
        var part = by(id);
        if (!part)
            return;
        if (id === 'say') {
            var waits = saying !== null;  // a screen reader hears the last of many, not each
            saying = html;
            if (!waits)
                setTimeout(function () { part.textContent = saying; saying = null; }, 8000);
            return;
        }
        var top = part.scrollTop;
        part.innerHTML = html;
        part.scrollTop = top;
        if (id === 'coming')
            filter();
    }

    function trouble(text) {
        if (by('trouble').textContent !== text)
            by('trouble').textContent = text;
        body.classList.toggle('lost', text !== '');
    }

    function alive() {
        heard = Date.now();
        trouble('');
        by('line').textContent = body.dataset.live;
    }

    function listen() {
        source = new EventSource(body.dataset.events);
        source.addEventListener('hello', function (event) {
            if (event.data !== body.dataset.edition)
                location.reload();
            alive();
        });
        source.addEventListener('part', function (event) {
            var end = event.data.indexOf('\n');
            fill(event.data.slice(0, end), event.data.slice(end + 1));
            alive();
        });
        source.addEventListener('beat', function (event) {
            by('clock').textContent = event.data;
            alive();
        });
        source.addEventListener('stale', function () {
            alive();
            trouble(body.dataset.stale);
        });
        source.addEventListener('turn', function () { location.reload(); });
        source.addEventListener('end', function () {
            source.close();
            location.reload();
        });
    }

    // A browser gives up after an answer that is no stream. The page is left alone as long as the daemon is away: what is
    // on the wall is better than an error.
    function look() {
        if (Date.now() - heard > patience)
            trouble(body.dataset.lost);
        if (!source || source.readyState !== EventSource.CLOSED)
            return;
        fetch(body.dataset.events, {method: 'HEAD', cache: 'no-store'}).then(function (came) {
            if (came.status === 401 || came.status === 403)
                location.reload();
            else if (came.ok)
                listen();
        }).catch(function () {});
    }

    var print = by('print');
    if (print) {
        print.hidden = false;
        print.addEventListener('click', function () { window.print(); });
    }
    var find = by('find'), skill = by('skill');
    if (find) {
        by('filter').hidden = false;
        find.addEventListener('input', filter);
    }
    if (skill)
        skill.addEventListener('change', filter);
    if (window.EventSource && body.dataset.events) {
        listen();
        setInterval(look, 3000);
    }
}());
