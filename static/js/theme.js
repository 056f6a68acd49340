/** The theme switch: the server remembers it and says so; the open page changes its colours without loading. */
export function startTheme() {
  document.addEventListener("theme", ({ detail: { name } }) => {
    const root = document.documentElement;
    if (name) root.dataset.theme = name;
    else delete root.dataset.theme;
    for (const button of document.querySelectorAll("[data-theme-name]")) {
      button.setAttribute("aria-pressed", String(button.dataset.themeName === name));
    }
    colourBars();
  });
}

/** The browser's own bars take the colour of the page; our metas name both, this one wins. */
function colourBars() {
  const colour = getComputedStyle(document.documentElement).backgroundColor;
  for (const meta of document.querySelectorAll('meta[name="theme-color"]')) meta.content = colour;
}
