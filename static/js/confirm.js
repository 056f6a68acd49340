/** Asks hx-confirm questions in our own dialog; without the dialog on the page the browser asks. */
export function startConfirm() {
  document.addEventListener("htmx:confirm", (event) => {
    const { question, issueRequest, elt } = event.detail;
    const dialog = document.getElementById("confirm");
    if (!question || !dialog) return;
    event.preventDefault();
    dialog.querySelector("[data-question]").textContent = question;
    const agree = dialog.querySelector("[data-agree]");
    agree.textContent = elt.dataset.agree ?? agree.dataset.default;
    dialog.returnValue = "";
    dialog.onclose = () => {
      if (dialog.returnValue === "agree") issueRequest(true);
    };
    dialog.showModal();
  });
}
