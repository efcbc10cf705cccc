import { Markup } from "./markup.ts"

/** Both colour schemes; text has a contrast of 4.5 to 1 or more. */
export const style = new Markup(`
:root { color-scheme: light dark;
  --page: light-dark(#fbfbfd, #14161a); --card: light-dark(#fff, #1d2026); --line: light-dark(#dfe2e8, #343943);
  --text: light-dark(#1b1f27, #e8eaee); --dim: light-dark(#59606d, #a2a9b6); --track: light-dark(#eef0f4, #272b33);
  --answered: light-dark(#14804a, #3ecf8e); --waiting: light-dark(#a8d8bf, #2b5f48);
  --failed: light-dark(#c62f3b, #f2707b); --interrupted: light-dark(#9a6200, #e5b04c); --skipped: light-dark(#8a92a0, #6c7480);
  --t0: light-dark(#3867d6, #7aa2ff); --t1: light-dark(#0d8f8f, #4fd0d0); --t2: light-dark(#a05bc9, #cf9bf0);
  --t3: light-dark(#c07a10, #e9b45f); --t4: light-dark(#b5446e, #f08bb0) }
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 62rem; padding: 2rem 1rem 4rem; background: var(--page); color: var(--text);
  font: 15px/1.5 system-ui, sans-serif }
h1 { font-size: 1.5rem; margin: 0 } h2 { font-size: 1.1rem; margin: 0 0 .25rem } h3 { font-size: .95rem; margin: 1.5rem 0 .5rem }
p { margin: .25rem 0; overflow-wrap: anywhere } .dim { color: var(--dim) }
section { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 1.1rem 1.25rem; margin-top: 1.25rem }
.figures { display: flex; flex-wrap: wrap; gap: .75rem 2.5rem; margin-top: 1.25rem } .figures b { display: block; font-size: 1.35rem }
blockquote { margin: .75rem 0; padding: .1rem .9rem; border-left: 3px solid var(--line); overflow-wrap: anywhere }
.scroll { overflow-x: auto } table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums }
th, td { text-align: left; padding: .3rem .75rem .3rem 0; vertical-align: middle; white-space: nowrap }
th { color: var(--dim); font-weight: 500; font-size: .85rem; border-bottom: 1px solid var(--line) }
td.number, th.number { text-align: right } td.bar { width: 40%; min-width: 9rem } td.note { white-space: normal; min-width: 12rem; overflow-wrap: anywhere }
.track { position: relative; height: 1.1rem; border-radius: 4px; background: var(--track); overflow: hidden }
.track i { position: absolute; top: 0; bottom: 0; min-width: 2px }
.answered { background: var(--answered) } .waiting { background: var(--waiting) } .failed { background: var(--failed) }
.interrupted { background: repeating-linear-gradient(90deg, var(--interrupted) 0 6px, transparent 6px 10px) }
.skipped { background: var(--skipped) }
.t0 { background: var(--t0) } .t1 { background: var(--t1) } .t2 { background: var(--t2) } .t3 { background: var(--t3) } .t4 { background: var(--t4) }
.legend { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin: .75rem 0 0; padding: 0; list-style: none; font-size: .85rem; color: var(--dim) }
.legend i { display: inline-block; width: 1.5rem; height: .7rem; border-radius: 2px; margin-right: .4rem }
@media (max-width: 40rem) { thead { display: none } tr { display: flex; flex-wrap: wrap; gap: 0 .75rem; padding: .5rem 0; border-bottom: 1px solid var(--line) }
  td { padding: 0 } td.bar, td.note { flex: 1 0 100% } }
.good { color: var(--answered) } .bad { color: var(--failed) } .out { color: var(--dim) }
`)
