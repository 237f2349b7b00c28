// Answers of a trial reader: kept in this browser alone, and taken out as a file, or sent where the owner of the
// site wants them, by pressing a button. No cookie, and nobody else is asked.
(() => {
  'use strict';

  const section = document.querySelector('.review');
  if (!section) return;
  const KEY = 'btspress-review';
  const form = section.querySelector('form');
  const file = section.querySelector('.review-file');
  const status = section.querySelector('.review-status');
  const words = section.dataset;
  let kept = {btspress: 'review', reader: '', answers: []};
  // A browser may refuse to keep anything; then answers last as long as the page.
  try { kept = JSON.parse(localStorage.getItem(KEY)) ?? kept; } catch { /* as above */ }
  kept.reader ||= Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, '0')).join('');

  function keep() {
    try { localStorage.setItem(KEY, JSON.stringify(kept)); } catch { /* as above */ }
    file.hidden = !kept.answers.length;
    status.textContent = kept.answers.length ? words.kept.replace('{n}', kept.answers.length) : '';
  }

  function say(event) {
    event.preventDefault();
    const told = Object.fromEntries(new FormData(form));
    const title = form.elements.moment.selectedOptions[0].textContent;
    kept.answers = kept.answers.filter((each) => each.page !== told.page || each.moment !== told.moment);
    kept.answers.push({page: told.page, moment: told.moment, title, view: told.view, note: told.note.trim(), at: new Date().toISOString()});
    form.elements.note.value = '';
    keep();
  }

  function exported() {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([JSON.stringify(kept, null, 1)], {type: 'application/json'}));
    link.download = `review-${kept.reader}.json`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  async function send() {
    try {
      const answer = await fetch(form.action, {method: 'POST', body: JSON.stringify(kept), headers: {'Content-Type': 'application/json'}, credentials: 'omit'});
      status.textContent = answer.ok ? words.sent : words.failed;
    } catch { status.textContent = words.failed; }
  }

  // Each moment gets a button that brings the form to it.
  for (const option of form.elements.moment.options) {
    const moment = option.value && document.getElementById(option.value);
    if (!moment) continue;
    const ask = document.createElement('button');
    ask.type = 'button';
    ask.className = 'review-ask';
    ask.textContent = words.ask;
    ask.setAttribute('aria-label', `${words.ask}: ${option.textContent}`);
    ask.addEventListener('click', () => {
      form.elements.moment.value = option.value;
      for (const view of form.elements.view) view.checked = false;
      ask.after(section);
      form.elements.view[0].focus();
    });
    moment.after(ask);
  }

  section.hidden = false;
  form.addEventListener('submit', say);
  section.querySelector('.review-export').addEventListener('click', exported);
  section.querySelector('.review-send')?.addEventListener('click', send);
  section.querySelector('.review-forget').addEventListener('click', () => {
    kept.answers = [];
    keep();
  });
  keep();
})();
