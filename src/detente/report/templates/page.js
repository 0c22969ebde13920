// Shows the outcome of a point when it is hovered over, tapped, or reached with the keyboard. The page is whole without.
(() => {
  "use strict";
  const source = document.getElementById("outcomes");
  const panel = document.getElementById("outcome");
  if (!source || !panel) return;
  const data = JSON.parse(source.textContent);
  const slot = (name) => panel.querySelector(`[data-slot="${name}"]`);
  const slider = document.getElementById("slider");
  const pictures = [...document.querySelectorAll("svg[data-frontier]")].map((svg) => {
    const points = svg.querySelector(".points");
    const kind = points.dataset.kind;
    const shapes = [...points.children];
    const places = shapes.map((shape) =>
      kind === "points"
        ? [[+shape.getAttribute("cx"), +shape.getAttribute("cy")]]
        : shape.getAttribute("d").slice(1).split("L").map((pair) => pair.split(" ").map(Number)));
    return { svg, kind, shapes, places, cursor: svg.querySelector(".cursor") };
  });

  const show = (entry, from) => {
    const point = data.points[entry];
    if (!point) return;
    const [worths, values, ways, acceptable, called] = point;
    const where = entry < data.drawn ? `Point ${entry + 1} of ${data.drawn}` : "";
    slot("title").textContent = called || where;
    worths.forEach((worth, p) => { slot(`worth-${p}`).textContent = worth; });
    values.forEach((value, v) => {
      slot(`value-${v}`).textContent = typeof value === "number" ? data.values[v][value] : value;
    });
    const notes = [];
    if (called && where) notes.push(`${where}.`);
    if (!acceptable) notes.push("Leaves some side worse off than no deal.");
    if (ways) notes.push(`One of ${ways} outcomes that are worth just this.`);
    slot("note").textContent = notes.join(" ");
    for (const { kind, places, shapes, cursor } of pictures) {
      const place = places[entry];
      if (kind === "points") {
        cursor.setAttribute("cx", place ? place[0][0] : -99);
        cursor.setAttribute("cy", place ? place[0][1] : -99);
      } else {
        cursor.setAttribute("d", place ? shapes[entry].getAttribute("d") : "M-9 -9");
      }
    }
    if (slider && entry < data.drawn) {
      if (from !== slider) slider.value = entry;
      slider.setAttribute("aria-valuetext", `${called || where}: ` +
        worths.map((worth, p) => `${worth} to ${data.parties[p]}`).join(", "));
    }
  };

  const distance = (kind, place, x, y) => {
    if (kind === "points") return Math.hypot(place[0][0] - x, place[0][1] - y);
    for (let k = 1; k < place.length; k += 1) {
      const [ax, ay] = place[k - 1];
      const [bx, by] = place[k];
      if (x >= ax && x <= bx) return Math.abs(ay + ((x - ax) / (bx - ax)) * (by - ay) - y);
    }
    return Infinity;
  };

  for (const { svg, kind, places } of pictures) {
    const nearest = (event) => {
      const spot = event.target.closest("[data-entry]");
      if (spot) return +spot.dataset.entry;
      const matrix = svg.getScreenCTM();
      if (!matrix) return -1;
      const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse());
      let best = -1;
      let least = kind === "points" ? 24 : 12;
      places.forEach((place, k) => {
        const far = distance(kind, place, at.x, at.y);
        if (far < least) { least = far; best = k; }
      });
      return best;
    };
    svg.addEventListener("pointermove", (event) => { show(nearest(event)); });
    svg.addEventListener("click", (event) => {
      const entry = nearest(event);
      if (entry < 0) return;
      if (event.target.closest("a")) event.preventDefault();
      show(entry);
    });
    svg.addEventListener("focusin", (event) => {
      const spot = event.target.closest("[data-entry]");
      if (spot) show(+spot.dataset.entry);
    });
  }
  if (slider) {
    slider.closest("[hidden]")?.removeAttribute("hidden");
    slider.addEventListener("input", () => show(+slider.value, slider));
  }
  for (const hint of document.querySelectorAll("[data-script]")) hint.removeAttribute("hidden");
  show(+panel.dataset.entry);
})();
