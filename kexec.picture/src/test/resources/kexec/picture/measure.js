// Measures the pictures in the frames of this page, and writes what it finds into #result: a line for each
// fact, with the frame's name in front, both percent-encoded.
const lines = [];

function note(frame, kind, what) {
  lines.push(encodeURIComponent(frame.name) + " " + encodeURIComponent(kind + ": " + what));
}

function luminance(colour) {
  const parts = colour.match(/[\d.]+/g).slice(0, 3).map(part => {
    const c = part / 255;
    return c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4);
  });
  return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
}

// Web Content Accessibility Guidelines 2.2, "contrast ratio".
function contrast(a, b) {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

// What is drawn behind a text of a figure: the last opaque shape before it that contains its middle.
function behind(one, shapes) {
  const x = one.box.x + one.box.width / 2, y = one.box.y + one.box.height / 2;
  let fill = null;
  for (const shape of shapes) {
    if (shape.order < one.order && shape.box.left <= x && x <= shape.box.right
        && shape.box.top <= y && y <= shape.box.bottom) {
      fill = shape.fill;
    }
  }
  return fill;
}

function texts(frame, root, edge) {
  const drawn = [...root.querySelectorAll("text,rect")].map((element, order) => {
    const style = frame.contentWindow.getComputedStyle(element);
    return {
      element, order, box: element.getBoundingClientRect(), fill: style.fill,
      opaque: style.fill.startsWith("rgb") && style.fillOpacity === "1"
    };
  });
  const all = drawn.filter(each => each.element.tagName === "text" && each.box.width > 0);
  const shapes = drawn.filter(each => each.element.tagName === "rect" && each.opaque);
  note(frame, "texts", all.length);
  all.forEach((one, i) => {
    const words = one.element.textContent.slice(0, 60);
    const box = one.box;
    if (box.left < edge.left || box.right > edge.right || box.top < edge.top || box.bottom > edge.bottom) {
      note(frame, "outside", words + " " + Math.round(box.left) + ".." + Math.round(box.right));
    }
    const ground = behind(one, shapes);
    if (words.trim() && contrast(one.fill, ground) < 4.5) {
      note(frame, "faint", words + " " + one.fill + " on " + ground);
    }
    for (const other of all.slice(i + 1)) {
      const wide = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
      const high = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
      // The boxes of lines have room above and below their characters.
      if (wide > 0.5 && high > 3) {
        note(frame, "overlap", words + " | " + other.element.textContent.slice(0, 60));
      }
    }
  });
}

function measure(frame) {
  const doc = frame.contentDocument;
  const svg = doc.querySelector("svg");
  texts(frame, svg, svg.getBoundingClientRect());
  if (doc.title === "run" || doc.querySelector("script")) {
    note(frame, "script", "there");
  }
  if (doc.documentElement.scrollWidth > doc.documentElement.clientWidth) {
    note(frame, "outside", "the page is " + doc.documentElement.scrollWidth + " wide");
  }
  frame.contentWindow.performance.getEntriesByType("resource").forEach(each => note(frame, "loaded", each.name));
  const seen = new Set();
  for (const shape of svg.querySelectorAll("rect.jp-zero")) {
    const box = shape.getBoundingClientRect();
    const title = shape.querySelector("title");
    if (title && box.width >= 0.5 && box.height > 10) {
      seen.add(title.textContent.split(" ")[0]);
    }
  }
  note(frame, "segments", seen.size);
  const ground = svg.querySelector(".jp-0");
  const fill = () => frame.contentWindow.getComputedStyle(ground).fill;
  note(frame, "background", fill());
  for (const rule of svg.querySelector("style").sheet.cssRules) {
    if (rule.media && rule.media.mediaText === "print") {
      rule.media.mediaText = "all";
    }
  }
  note(frame, "printed", fill());
}

addEventListener("load", () => {
  document.querySelectorAll("iframe").forEach(frame => {
    try {
      measure(frame);
    } catch (e) {
      note(frame, "outside", "not measured: " + e);
    }
  });
  document.getElementById("result").textContent = lines.join("\n");
});
