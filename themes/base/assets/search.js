// Finds words. Sheets (see concordance.py) are scripts, as a page opened from a folder may load nothing else.
(() => {
  'use strict';

  const form = document.getElementById('finder');
  const held = document.getElementById('sheets');
  const [input, status, list, more] = ['input', '.found-count', '.found', '.more'].map((name) => form.querySelector(name));
  const WORD = /[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]|[\p{L}\p{M}\p{N}]+/gu;
  const AT_A_TIME = 10;
  const PLACES = 3; // of one page

  const fold = (text) => text.toLowerCase().normalize('NFKD').replace(/\p{M}/gu, '');
  const wordsIn = (text) => (fold(text).match(WORD) ?? []).filter((word) => word[1] || !/[a-z]/.test(word));
  const lastOf = (firsts, value) => Math.max(0, firsts.findLastIndex((first) => first <= value));

  const words = [...held.content.querySelectorAll('[data-word]')];
  const texts = [...held.content.querySelectorAll('[data-page]')];
  const firstWords = words.map((script) => script.dataset.word);
  const firstPages = texts.map((script) => Number(script.dataset.page));

  window.btspress = { ...window.btspress, sheet: (told) => { document.currentScript.told = told; } };

  // A copy out of the template runs; no address is ever put together here.
  const load = (script) => script.loaded ??= new Promise((done) => {
    const copy = document.importNode(script);
    copy.onload = () => done(copy.told);
    document.head.append(copy);
  });

  // How much each page has of a word, 1 to 3.
  function pagesIn(digits) {
    const pages = new Map();
    let [code, shift] = [0, 0];
    for (const sign of digits) {
      const digit = sign.charCodeAt() - 63;
      code += (digit & 31) << shift;
      shift += 5;
      if (digit > 31) continue;
      pages.set(code >> 2, code & 3);
      shift = 0;
    }
    return pages;
  }

  function unfolded(sheet, wanted) {
    let word = '';
    return sheet.split(',').flatMap((line) => {
      const [letters, digits] = line.split(' ');
      word = word.slice(0, parseInt(letters[0], 36)) + letters.slice(1);
      return word.startsWith(wanted) ? [[word, pagesIn(digits)]] : [];
    });
  }

  // A small site has no sheets of words: its texts are read, once.
  let few;
  async function lexicon() {
    const found = new Map();
    (await Promise.all(texts.map(load))).flat().forEach(([, title, , , , passages], page) => {
      const note = (text, much, most) => wordsIn(text).forEach((word) => {
        if (!found.has(word)) found.set(word, new Map());
        const pages = found.get(word);
        pages.set(page, Math.min(most, (pages.get(page) ?? 0) + much));
      });
      passages.forEach((passage) => note(`${passage[2]} ${passage[3]}`, 0.5, 2));
      note(title, 3, 3);
    });
    return [...found];
  }

  async function beginning(wanted) {
    if (!words.length) return (await (few ??= lexicon())).filter(([word]) => word.startsWith(wanted));
    const sheets = words.slice(lastOf(firstWords, wanted), lastOf(firstWords, `${wanted}\uffff`) + 1);
    return (await Promise.all(sheets.map(load))).flatMap((sheet) => unfolded(sheet, wanted));
  }

  // How well each page fits one word. What nobody wrote may have another form: "frames" finds "frame".
  async function fitting(asks) {
    let stem = asks;
    let found = await beginning(stem);
    while (!found.length && stem.length > 3 && asks.length - stem.length < 3) found = await beginning(stem = stem.slice(0, -1));
    const scores = new Map();
    for (const [word, pages] of found) {
      const rare = Math.log(1 + held.dataset.pages / pages.size) * (word === asks ? 1 : 0.5 * stem.length / word.length);
      for (const [page, much] of pages) scores.set(page, Math.max(scores.get(page) ?? 0, rare * much));
    }
    return { stem, scores, common: found.some(([word, pages]) => word === asks && !pages.size) };
  }

  const make = (name, ...inside) => {
    const made = document.createElement(name);
    made.append(...inside);
    return made;
  };

  const home = form.dataset.home.replace('index.html', '');
  const ending = location.protocol === 'file:' ? 'index.html' : '';
  function linked(words, address, anchor, at) {
    const link = make('a', words);
    link.href = home + address.slice(1) + (address.endsWith('/') ? ending : '') + (at && `?t=${at}`) + (anchor && `#${anchor}`);
    return link;
  }

  function excerpt(text, stems) {
    const hit = (word) => stems.some((stem) => fold(word).startsWith(stem));
    const pieces = text.split(/([\p{L}\p{M}\p{N}]+)/u);
    const first = pieces.findIndex(hit);
    const [from, to] = [Math.max(0, first - 24), first + 50];
    const shown = pieces.slice(from, to).map((piece) => (hit(piece) ? make('mark', piece) : piece));
    return make('span', from ? '… ' : '', ...shown, to < pieces.length ? ' …' : '');
  }

  async function result(page, stems) {
    const sheet = lastOf(firstPages, page);
    const [address, title, kind, within, language, passages] = (await load(texts[sheet]))[page - firstPages[sheet]];
    const top = kind === 'glossary' ? passages[0][0] : '';
    const has = (text) => stems.filter((stem) => wordsIn(text).some((word) => word.startsWith(stem))).length;
    const places = passages
      .map((passage) => [has(`${passage[2]} ${passage[3]}`) + has(passage[3]) / 2, passage])
      .filter(([worth]) => worth)
      .sort(([one], [other]) => other - one)
      .slice(0, PLACES)
      .map(([, [anchor, at, heading, words]]) => {
        const line = make('li');
        if (at) line.append(linked(`${Math.floor(at / 60)}:${String(Math.floor(at % 60)).padStart(2, '0')}`, address, anchor, at), ' ');
        if (anchor !== top || heading) line.append(linked(heading || title, address, anchor, at), ' ');
        line.append(excerpt(words, stems));
        return line;
      });
    const entry = make('li', make('h2', linked(title, address, top, '')), make('p', within || form.dataset[kind]), make('ul', ...places));
    entry.lang = language;
    return entry;
  }

  let turn = 0;
  async function search() {
    const mine = ++turn;
    try {
      history.replaceState(null, '', `?q=${encodeURIComponent(input.value)}`);
    } catch { /* some browsers allow a page opened from a folder no other address */ }
    const all = await Promise.all([...new Set(wordsIn(input.value))].map(fitting));
    if (mine !== turn) return;
    const telling = all.filter(({ common }) => !common);
    const score = (page) => telling.reduce((sum, { scores }) => sum + scores.get(page), 0);
    const pages = [...telling[0]?.scores.keys() ?? []]
      .filter((page) => telling.every(({ scores }) => scores.has(page)))
      .sort((one, other) => score(other) - score(one) || one - other);
    const { none, one, many, common } = status.dataset;
    const count = [none, one][pages.length] ?? many.replace('{n}', pages.length);
    status.textContent = telling.length ? count : all.length ? common : '';
    list.replaceChildren();
    more.onclick = async () => {
      const from = list.childElementCount;
      const entries = await Promise.all(pages.slice(from, from + AT_A_TIME).map((page) => result(page, all.map(({ stem }) => stem))));
      if (mine !== turn) return;
      list.append(...entries);
      more.hidden = list.childElementCount >= pages.length;
      if (from) entries[0].querySelector('a').focus();
    };
    more.onclick();
  }

  form.hidden = false;
  form.onsubmit = (event) => event.preventDefault();
  input.oninput = search;
  input.value = new URLSearchParams(location.search).get('q') ?? '';
  if (input.value) search();
})();
