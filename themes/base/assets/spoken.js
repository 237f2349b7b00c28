// Captions in the picture or below it, as large as a reader needs them; descriptions read aloud while the clip waits;
// a transcript that keeps up. Comparisons have a line of their own: heard.js.
(() => {
  'use strict';

  const status = document.getElementById('status');
  const PLACE = 'btspress-captions';

  function spoken(given) {
    const { player, part } = given;
    const tracks = (...kinds) => [...player.textTracks].filter((track) => kinds.includes(track.kind));
    const band = part('band');
    let lines = [];
    let described = '';
    function show() {
      const seen = described ? [Object.assign(document.createElement('em'), { textContent: described })] : [];
      band.replaceChildren(...seen, ...lines);
    }
    captions(given, tracks('captions', 'subtitles'), band, (said) => { lines = said; show(); });
    describing(given, tracks('descriptions')[0], (seen) => {
      described = seen;
      band.toggleAttribute('data-described', Boolean(seen));
      show();
    });
    player.closest('.figure, .soundbite, .scene-take')?.querySelectorAll('.transcript .cues').forEach((list) => keepUp(list));
  }

  function captions({ player, part, keys, seen }, tracks, band, say) {
    if (!tracks.length) return;
    const { kept, keep } = window.btspress;
    const [words, where] = [part('words'), part('where')];
    let chosen = tracks.findIndex((track) => track.mode === 'showing' || player.querySelector('track[default]')?.track === track);
    let last = Math.max(chosen, 0); // what comes back when they are shown again
    const alone = () => document.fullscreenElement === player || document.pictureInPictureElement === player;
    const below = () => !alone() && (!seen || where.value !== 'in');

    function said() {
      const cues = below() ? [...(tracks[chosen]?.activeCues ?? [])] : [];
      say(cues.map((cue) => {
        const line = document.createElement('span');
        line.append(cue.getCueAsHTML());
        return line;
      }));
    }

    function read(index) {
      chosen = index;
      if (index >= 0) last = index;
      tracks.forEach((track, number) => {
        const mode = number !== index ? 'disabled' : below() ? 'hidden' : 'showing';
        if (track.mode !== mode) track.mode = mode;
      });
      words.value = index;
      where.parentElement.hidden = !seen || index < 0;
      band.hidden = index < 0 || !below();
      band.dataset.size = where.value;
      said();
    }

    words.append(...tracks.map((track, number) => new Option(track.label, number)));
    words.parentElement.hidden = false;
    where.value = kept(PLACE) ?? 'in';
    if (!where.value) where.value = 'in';
    words.addEventListener('change', () => read(Number(words.value)));
    where.addEventListener('change', () => { keep(PLACE, where.value); read(chosen); });
    tracks.forEach((track) => track.addEventListener('cuechange', said));
    // The browser's own menu may choose too.
    player.textTracks.addEventListener('change', () => {
      const [showing, hidden] = ['showing', 'hidden'].map((mode) => tracks.findIndex((track) => track.mode === mode));
      const now = showing >= 0 ? showing : hidden;
      if (now !== chosen || (showing >= 0) === below()) read(now);
    });
    document.addEventListener('fullscreenchange', () => read(chosen));
    ['enterpictureinpicture', 'leavepictureinpicture'].forEach((name) => player.addEventListener(name, () => read(chosen)));
    keys.c = () => read(chosen < 0 ? last : -1);
    read(chosen);
  }

  // Of a clip without a bar: off, and back to the one that was shown, else the first.
  const before = new WeakMap();
  function toggle(player) {
    const tracks = [...player.textTracks].filter((track) => ['captions', 'subtitles'].includes(track.kind));
    const now = tracks.find((track) => track.mode === 'showing');
    const next = now ? null : before.get(player) ?? tracks[0];
    if (now) { before.set(player, now); now.mode = 'disabled'; }
    if (next) next.mode = 'showing';
  }

  // Where the browser has no voice, a screen reader is told.
  function describing({ player, part }, track, show) {
    if (!track) return;
    const button = part('describe');
    const on = () => button.getAttribute('aria-pressed') === 'true';
    button.hidden = false;
    button.addEventListener('click', () => {
      button.setAttribute('aria-pressed', String(!on()));
      track.mode = on() ? 'hidden' : 'disabled';
      tell();
    });
    track.addEventListener('cuechange', tell);
    function tell() {
      const words = on() ? [...(track.activeCues ?? [])].map(({ text }) => text).join(' ') : '';
      show(words);
      if (!words || player.paused) return;
      if (window.speechSynthesis?.getVoices().length) aloud(player, words, track.language);
      else status.textContent = words;
    }
  }

  function aloud(player, words, lang) {
    const voice = Object.assign(new SpeechSynthesisUtterance(words), { lang });
    const hush = () => speechSynthesis.cancel();
    voice.onend = voice.onerror = () => {
      player.removeEventListener('play', hush);
      player.play().catch(() => {});
    };
    player.pause();
    player.addEventListener('play', hush, { once: true });
    speechSynthesis.speak(voice);
  }

  // A long transcript scrolls in its own box, so that the page stays where the reader is; any line may be clicked.
  function keepUp(list) {
    const follow = list.parentElement.querySelector('.follow');
    if (!follow || list.classList.contains('followed')) return;
    const calm = matchMedia('(prefers-reduced-motion: reduce)');
    list.classList.add('followed');
    follow.hidden = false;
    new MutationObserver(() => {
      const line = list.querySelector('[aria-current]')?.closest('li');
      if (!line || !follow.querySelector('input').checked || list.contains(document.activeElement)) return;
      const top = line.offsetTop - list.offsetTop - (list.clientHeight - line.offsetHeight) / 2;
      list.scrollTo({ top, behavior: calm.matches ? 'instant' : 'smooth' });
    }).observe(list, { subtree: true, attributeFilter: ['aria-current'] });
    list.addEventListener('click', ({ target }) => {
      if (!target.closest('a') && getSelection().isCollapsed) target.closest('li')?.querySelector('a.cue')?.click();
    });
  }

  window.btspress = { ...window.btspress, spoken, toggle };
})();
