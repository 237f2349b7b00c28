// Cue links seek the player on the page; ?t= in the address does the same when the page opens.
(() => {
  'use strict';

  const status = document.getElementById('status');

  const { clock, seek } = window.btspress;
  const playerOf = (id) => (id ? document.getElementById(id)?.querySelector('video, audio') : null);

  document.addEventListener('click', (event) => {
    if (event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = event.target.closest('a.cue[data-target]');
    const player = link && playerOf(link.dataset.target);
    if (!player) return;
    event.preventDefault();
    const seconds = Number(link.dataset.at);
    seek(player, seconds);
    player.play().catch(() => {});
    player.focus();
    const box = player.getBoundingClientRect();
    if (box.top < 0 || box.bottom > innerHeight) player.scrollIntoView({ block: 'center' });
    status.textContent = status.dataset.playing.replace('{time}', clock(seconds));
  });

  // The opening clip takes the place of its frame.
  const opens = (link) => {
    link.addEventListener('click', (event) => {
      const place = document.getElementById(link.dataset.opening);
      const held = link.closest('.opening').querySelector('template');
      if (!place || !held) return;
      event.preventDefault();
      place.append(held.content.cloneNode(true));
      const player = place.querySelector('video');
      player.play().catch(() => {});
      player.focus();
      link.parentElement.hidden = true;
      place.scrollIntoView({ block: 'nearest' });
    });
  };
  document.querySelectorAll('a[data-opening]').forEach(opens);

  // While a clip plays, its list of times shows where it is, and its region where to look.
  const followed = 'figure .frame video, figure .frame audio';
  function follow(player) {
    const figure = player.closest('.figure, .soundbite, .scene-held');
    if (figure?.querySelector('.frame video, .frame audio') !== player) return;
    const region = document.createElement('span');
    region.className = 'region';
    region.setAttribute('aria-hidden', 'true');
    player.addEventListener('timeupdate', () => {
      const lists = [...figure.querySelectorAll('.cues')].map((list) => [...list.querySelectorAll('.cue')]);
      const cues = lists.flat();
      if (!cues.length) return region.remove();
      if (!region.parentElement) player.closest('.frame').append(region);
      const now = player.currentTime + 0.05;
      const reached = lists.map((list) => list.findLast((cue) => Number(cue.dataset.at) <= now))
        .filter((cue) => cue && !(Number(cue.dataset.end) < now));
      for (const cue of cues) {
        if (reached.includes(cue)) cue.setAttribute('aria-current', 'true');
        else cue.removeAttribute('aria-current');
      }
      const where = reached.find((cue) => cue.dataset.region)?.dataset.region.split(',');
      region.hidden = !where;
      if (where) ['left', 'top', 'width', 'height'].forEach((name, index) => { region.style[name] = where[index] + '%'; });
    });
  }

  document.querySelectorAll(followed).forEach(follow);
  // What a preview puts on the page while it is read.
  document.addEventListener('btspress:swapped', ({ detail }) => {
    detail('a[data-opening]').forEach(opens);
    detail(followed).forEach(follow);
  });

  // In the link to a comparison the time is the comparison's.
  const asked = new URLSearchParams(location.search);
  const wanted = asked.has('pair') ? '' : asked.get('t');
  const at = wanted?.split(':').reduce((sum, part) => sum * 60 + Number(part), 0); // 62.5 or 1:02.5
  if (wanted && at >= 0 && Number.isFinite(at)) {
    const player = playerOf(location.hash.slice(1)) || document.querySelector('main video, main audio');
    if (player) {
      seek(player, at);
      player.scrollIntoView({ block: 'center' });
    }
  }
})();
