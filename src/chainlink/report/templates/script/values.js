"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const all = (query, root = document) => [...root.querySelectorAll(query)];
  const data = JSON.parse($("data").textContent);
  const say = data.say;
  const chart = document.querySelector("#map .chart");
  const cards = all(".n", chart);
  const edges = all(".e", chart);
  const labels = all(".lab[data-p]", chart);
  const cardOf = new Map(cards.map((card) => [card.dataset.k, card]));
  const state = { n: "", d: new Set(), c: "", s: "", b: "", q: "" };
  const NAMES = ["n", "d", "c", "s", "b", "q"];
  const FONT = getComputedStyle(document.body).fontFamily;
  const make = (tag, text, cls) => {
    const node = document.createElement(tag);
    if (text !== undefined && text !== null) node.textContent = text;
    if (cls) node.className = cls;
    return node;
  };
  const has = (table, key) => Object.prototype.hasOwnProperty.call(table, key);
  function save(blob, name) {
    const link = make("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 4000);
  }
  const words = (text) => (text ? text.split(" ") : []);
  const fill = (text, parts) => text.replace(/\{(\w+)(?::([^|}]*)\|([^}]*))?\}/g, (_, name, one, more) => (more === undefined ? parts[name] : String(parts[name]) === "1" ? one : more));
  const glide = () => (matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth");
  let opener = null;
