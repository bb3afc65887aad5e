  // ---- the panel beside what is read ---------------------------------------------------------------------
  const aside = $("panel");
  const leave = pressed("×", () => dismiss(), "leave");
  leave.setAttribute("aria-label", say.close);
  leave.title = say.close;
  leave.hidden = true;
  aside.prepend(leave);
  function keepPlace(node, act) {
    const before = node.getBoundingClientRect().top;
    const box = node.closest(".scroll");
    act();
    if (box && box.scrollHeight > box.clientHeight) box.scrollTop += node.getBoundingClientRect().top - before;
    window.scrollBy(0, node.getBoundingClientRect().top - before);
  }
  const stands = () => { const { top, bottom } = aside.parentNode.getBoundingClientRect(); return bottom > innerHeight * 0.55 && top < innerHeight * 0.45 && innerWidth > 1000; };
  function beside(on) {
    document.body.classList.toggle("beside", on);
    leave.hidden = !on;
    if (!on) return;
    const bar = document.querySelector("div.bar");
    const stuck = bar && getComputedStyle(bar).position === "sticky" && bar.getBoundingClientRect().top <= 1;
    const low = stuck ? bar.getBoundingClientRect().bottom : 0;
    aside.style.setProperty("--top", `${Math.max(0, Math.round(low))}px`);
  }
  function openRow(row, byKey) {
    opener = row.querySelector("th button");
    if (!document.body.classList.contains("beside") && !stands()) keepPlace(row, () => beside(true));
    select(row.dataset.p);
    rove(sheetAt(row), opener);
    (byKey ? aside : opener).focus({ preventScroll: true });
  }
  function reveal(key, focused) {
    const seen = stands();
    select(key, seen);
    if (!seen && !document.body.classList.contains("beside")) beside(true);
    if (focused) aside.focus({ preventScroll: true });
  }
  function dismiss(back = true) {
    const key = state.n;
    const rowOf = () => all("tbody tr[data-p]").filter((row) => row.dataset.p === key && !row.hidden).map((row) => row.querySelector("th button")).find(Boolean);
    const first = back ? (opener && opener.isConnected && opener) || rowOf() : null;
    const row = first && first.closest("tbody tr[data-p]");
    const move = () => { beside(false); select(""); };
    if (row) { keepPlace(row, move); rove(sheetAt(first), first); } else move();
    if (first) first.focus({ preventScroll: true });
    opener = null;
  }
