// Cue links seek the player on the page; ?t= in the address does the same when the page opens.
(() => {
  'use strict';

  const status = document.getElementById('status');

  const clock = (seconds) => {
    const whole = Math.floor(seconds);
    const two = (number) => String(number).padStart(2, '0');
    const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
    return (hours ? hours + ':' + two(minutes) : minutes) + ':' + two(whole % 60);
  };

  const playerOf = (id) => (id ? document.getElementById(id)?.querySelector('video, audio') : null);

  function seek(player, seconds) {
    const go = () => { player.currentTime = seconds; };
    if (player.readyState) go();
    else {
      player.addEventListener('loadedmetadata', go, { once: true });
      player.preload = 'metadata';
      player.load();
    }
  }

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
      const player = held.content.firstElementChild.cloneNode(true);
      place.append(player);
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
    const figure = player.closest('figure');
    if (figure.querySelector('.frame video, .frame audio') !== player) return;
    const region = document.createElement('span');
    region.className = 'region';
    region.setAttribute('aria-hidden', 'true');
    player.addEventListener('timeupdate', () => {
      const cues = [...figure.querySelectorAll('.cues .cue')];
      if (!cues.length) return region.remove();
      if (!region.parentElement) player.closest('.frame').append(region);
      const now = player.currentTime + 0.05;
      let current = null;
      for (const cue of cues) if (Number(cue.dataset.at) <= now) current = cue;
      if (current?.dataset.end && Number(current.dataset.end) < now) current = null;
      for (const cue of cues) {
        if (cue === current) cue.setAttribute('aria-current', 'true');
        else cue.removeAttribute('aria-current');
      }
      const where = current?.dataset.region?.split(',');
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
  if (wanted && Number.isFinite(Number(wanted))) {
    const player = playerOf(location.hash.slice(1)) || document.querySelector('main video, main audio');
    if (player) {
      seek(player, Number(wanted));
      player.scrollIntoView({ block: 'center' });
    }
  }
})();
