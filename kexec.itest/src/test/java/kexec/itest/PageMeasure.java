package kexec.itest;

/** Measures a page in a browser. */
final class PageMeasure {

  /**
   * Tells what is wrong with the page, one line each; nothing if nothing is: something wider than
   * the window or than its box, texts and controls over each other, a picture without content, a
   * page without its style, and text with less contrast than 4.5 to 1 (Web Content Accessibility
   * Guidelines 2.2, success criterion 1.4.3).
   */
  static final String SCRIPT =
      """
      (() => {
        const page = document.querySelector('.kexec');
        if (!page) return 'no page';
        const problems = [];
        const name = e => e.tagName + ' "' + (e.textContent || e.value || '').trim().slice(0, 40) + '"';
        const controls = ['IMG', 'INPUT', 'SELECT', 'TEXTAREA', 'BUTTON'];
        const hasText = e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim());
        const shown = [...document.querySelectorAll('#lead *, #navmenu *, .kexec *')].filter(
            e => e.getClientRects().length && (controls.includes(e.tagName) || hasText(e)));
        const width = document.documentElement.clientWidth;
        if (document.documentElement.scrollWidth > width + 1) problems.push('the page is wider than the window');
        for (const e of shown) {
          const box = e.getBoundingClientRect();
          if (!e.closest('.scroll') && (box.left < -1 || box.right > width + 1)) problems.push('outside: ' + name(e));
          const style = getComputedStyle(e);
          const cut = style.display !== 'inline' && !controls.includes(e.tagName) && e.scrollWidth > e.clientWidth + 1;
          if (cut) problems.push('wider than its box: ' + name(e));
          if (e.tagName === 'IMG' && !(e.complete && e.naturalWidth)) problems.push('no content: ' + e.src);
        }
        const boxes = shown.flatMap(e => [...e.getClientRects()].map(r => ({e, r})));
        for (let i = 0; i < boxes.length; i++) {
          for (let j = i + 1; j < boxes.length; j++) {
            const a = boxes[i], b = boxes[j];
            if (a.e.contains(b.e) || b.e.contains(a.e)) continue;
            const x = Math.min(a.r.right, b.r.right) - Math.max(a.r.left, b.r.left);
            const y = Math.min(a.r.bottom, b.r.bottom) - Math.max(a.r.top, b.r.top);
            if (x > 1 && y > 1) problems.push('over each other: ' + name(a.e) + ' and ' + name(b.e));
          }
        }
        if (getComputedStyle(page).fontSize !== '15px') problems.push('no style sheet');
        const rgb = text => (text.match(/[\\d.]+/g) || []).map(Number);
        const light = text => {
          const [r, g, b] = rgb(text).map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
          return 0.2126 * r + 0.7152 * g + 0.0722 * b;
        };
        const ground = e => {
          for (; e; e = e.parentElement) {
            const colour = getComputedStyle(e).backgroundColor;
            const parts = rgb(colour);
            if (parts.length === 3 || parts[3] === 1) return colour;
          }
          return 'rgb(255, 255, 255)';
        };
        for (const e of shown.filter(e => e.tagName !== 'IMG')) {
          const [dim, bright] = [light(getComputedStyle(e).color), light(ground(e))].sort((a, b) => a - b);
          if ((bright + 0.05) / (dim + 0.05) < 4.5) problems.push('too little contrast: ' + name(e));
        }
        return [...new Set(problems)].join('\\n');
      })()
      """;

  private PageMeasure() {}
}
