// Sound and captions of a comparison: its clips have no controls of their own while they lie over each other.
(() => {
  'use strict';

  const SPOKEN = ['captions', 'subtitles'];
  const spoken = (video) => [...video.textTracks].filter((track) => SPOKEN.includes(track.kind));

  // `lead` is the clip that is heard, its captions the ones that are shown. What has no button has no sound, or no words.
  function heard(figure, videos, lead) {
    const find = (name) => figure.querySelector(`.compare-controls ${name}`);
    const [mute, volume, button, menu] = ['.mute', '.volume', 'button.captions', 'select.captions'].map(find);
    const band = figure.querySelector('.said');
    const tracks = button || menu ? spoken(lead) : [];
    let chosen = tracks.findIndex((track) => track.mode === 'showing' || lead.querySelector('track[default]')?.track === track);
    let last = Math.max(chosen, 0); // what comes back when they are shown again
    let native = false; // its own controls show them

    // ---- sound ----

    function level() {
      const silent = lead.muted || !lead.volume;
      mute.textContent = silent ? mute.dataset.unmute : mute.dataset.mute;
      volume.value = silent ? 0 : lead.volume * 100;
      volume.setAttribute('aria-valuetext', `${volume.value} %`);
    }

    function hush() {
      if (!mute) return;
      const silent = lead.muted || !lead.volume;
      lead.muted = !silent;
      if (silent && !lead.volume) lead.volume = 1;
    }

    if (mute) {
      lead.volume = 0.5;
      volume.hidden = lead.volume !== 0.5; // on some telephones only their own keys change it
      lead.volume = 1;
      mute.addEventListener('click', hush);
      volume.addEventListener('input', () => {
        lead.volume = volume.value / 100;
        lead.muted = !lead.volume;
      });
      lead.addEventListener('volumechange', level);
      level();
    }

    // ---- captions ----

    // Below the pictures: what is compared stays free, and a side that is hidden is still understood.
    function say() {
      const cues = [...(tracks[chosen]?.activeCues ?? [])];
      band.replaceChildren(...cues.map((cue) => {
        const line = document.createElement('span');
        line.append(cue.getCueAsHTML());
        return line;
      }));
    }

    function read(index) {
      chosen = index;
      if (index >= 0) last = index;
      videos.flatMap(spoken).forEach((track) => {
        track.mode = track !== tracks[chosen] ? 'disabled' : native ? 'showing' : 'hidden';
      });
      band.hidden = native || chosen < 0;
      button?.setAttribute('aria-pressed', String(chosen >= 0));
      if (menu) menu.value = chosen;
      say();
    }

    const turn = () => { if (tracks.length) read(chosen < 0 ? last : -1); };

    // A clip that has its own controls again shows its captions itself, and may be told otherwise there.
    function own(is) {
      const now = tracks.findIndex((track) => track.mode === 'showing');
      const index = native ? now : chosen;
      native = is;
      read(index);
    }

    tracks.forEach((track) => track.addEventListener('cuechange', say));
    button?.addEventListener('click', turn);
    menu?.addEventListener('change', () => read(Number(menu.value)));
    return { own, keys: { m: mute && hush, c: tracks.length && turn } };
  }

  window.btspress = { ...window.btspress, heard };
})();
