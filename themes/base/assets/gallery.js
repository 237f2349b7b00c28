// A still of a gallery opens large in a dialog: arrow keys and swipes go on, Escape closes.
(() => {
  'use strict';

  function hang(gallery) {
    const room = gallery.querySelector('dialog');
    const doors = [...gallery.querySelectorAll('.gallery-still a')];
    const count = room.querySelector('.gallery-count');
    let now = 0;
    let touched = 0;

    function show(number) {
      now = (number + doors.length) % doors.length;
      const large = doors[now].querySelector('picture').cloneNode(true);
      large.querySelectorAll('[sizes]').forEach((each) => { each.sizes = '100vw'; });
      large.querySelector('img').loading = 'eager';
      room.querySelector('.gallery-large').replaceChildren(large);
      room.querySelector('.gallery-words').textContent = doors[now].closest('figure').querySelector('figcaption')?.textContent.trim() ?? '';
      count.textContent = count.dataset.count.replace('{n}', now + 1);
    }

    doors.forEach((door, number) => door.addEventListener('click', (event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      show(number);
      room.showModal();
    }));
    room.addEventListener('click', ({ target }) => {
      if (target.dataset.go) show(now + Number(target.dataset.go));
      else if (target === room || target.matches('.gallery-close')) room.close();
    });
    room.addEventListener('keydown', ({ key }) => {
      const way = { ArrowLeft: -1, ArrowRight: 1 }[key];
      if (way) show(now + (document.dir === 'rtl' ? -way : way));
    });
    room.addEventListener('touchstart', ({ touches }) => { touched = touches.length === 1 ? touches[0].clientX : NaN; }, { passive: true });
    room.addEventListener('touchend', ({ changedTouches }) => {
      const way = changedTouches[0].clientX - touched;
      if (Math.abs(way) > 60) show(now - Math.sign(way));
    });
    // Whoever went on returns to the still that was seen last.
    room.addEventListener('close', () => doors[now].focus());
    gallery.dataset.held = ''; // a preview that changes any of it makes it anew
  }
  document.querySelectorAll('.gallery:has(dialog)').forEach(hang);
  document.addEventListener('btspress:swapped', ({ detail }) => detail('.gallery:has(dialog)').forEach(hang));
})();
