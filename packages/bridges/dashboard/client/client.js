/* Draws the plots of a page, and shows it anew when calls end. Without it every page can be read all the same. */
/* global uPlot */
;(() => {
  "use strict"
  const main = document.querySelector("main")
  const dark = matchMedia("(prefers-color-scheme: dark)")
  const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim()
  const lines = ["--line-0", "--line-1", "--line-2", "--line-3", "--line-4", "--line-5"]
  let plots = []

  const shown = (unit, value) => {
    if (value === null || value === undefined) return "–"
    const of = (given) => Number(given.toPrecision(3)).toLocaleString("en-US", { maximumFractionDigits: 9 })
    if (unit === "USD") return `$${of(value)}`
    return unit === "ms" && value >= 1000 ? `${of(value / 1000)} s` : `${of(value)} ${unit}`
  }

  const day = 86400
  const iso = (at) => new Date(at * 1000).toISOString()
  /* Days of a long time, hours of a short one, in UTC. */
  const shownTimes = (plot, times) => {
    const span = plot.scales.x.max - plot.scales.x.min
    return times.map((at) =>
      at === null ? "" : span > 2 * day ? iso(at).slice(5, 10) : iso(at).slice(11, 16)
    )
  }

  const height = 180
  const font = "11px system-ui, sans-serif"
  const draw = (element) => {
    const { at, kind, lines: of, unit } = JSON.parse(element.dataset.plot)
    const isBars = kind === "bars"
    const axis = {
      font,
      stroke: color("--quiet"),
      grid: { stroke: color("--rule"), width: 1 },
      ticks: { show: false }
    }
    const spread = (least, most) =>
      isBars ? [least - day / 2, most + day / 2] : [least, most > least ? most : least + 60]
    const plot = new uPlot(
      {
        width: element.clientWidth,
        height,
        tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), "Etc/UTC"),
        cursor: { points: { size: 6 }, drag: { setScale: false } },
        scales: {
          x: { range: (_, least, most) => spread(least, most) },
          y: { range: (_, least, most) => [0, unit === "%" ? 100 : (most || 1) * 1.1] }
        },
        axes: [
          {
            ...axis,
            size: 28,
            values: shownTimes,
            ...(isBars ? { incrs: [1, 2, 7, 14, 30].map((days) => days * day) } : {})
          },
          { ...axis, size: 56, values: (_, values) => values.map((each) => shown(unit, each)) }
        ],
        series: [
          { label: "UTC", value: (_, at) => (at === null ? "–" : iso(at).slice(5, 16).replace("T", " ")) },
          ...of.map(({ label }, index) => ({
            label,
            stroke: color(lines[index % lines.length]),
            ...(isBars
              ? { paths: uPlot.paths.bars({ size: [0.7, 48] }), fill: color(lines[index % lines.length]) }
              : {}),
            width: 1.5,
            spanGaps: true,
            points: { show: !isBars && at.length < 3, size: 5 },
            value: (_, value) => shown(unit, value)
          }))
        ]
      },
      [at, ...of.map(({ values }) => values)],
      element
    )
    plots.push({ element, plot })
  }
  const redraw = () => {
    for (const { plot } of plots) plot.destroy()
    plots = []
    for (const element of main.querySelectorAll("[data-plot]")) draw(element)
  }
  redraw()
  dark.addEventListener("change", redraw)
  let width = innerWidth
  addEventListener("resize", () => {
    if (width === innerWidth) return
    width = innerWidth
    for (const { element, plot } of plots) plot.setSize({ width: element.clientWidth, height })
  })

  const button = document.querySelector("#live")
  if (button === null) return
  const state = document.querySelector("#live-state")
  button.hidden = false
  let source
  let timer
  let isDue = false
  let dropped = 0

  const keyOf = (element) =>
    element?.id
      ? `#${CSS.escape(element.id)}`
      : element?.getAttribute?.("href")
        ? `a[href="${CSS.escape(element.getAttribute("href"))}"]`
        : undefined
  const isBusy = () => {
    const { activeElement } = document
    return (
      document.hidden ||
      (activeElement !== null &&
        main.contains(activeElement) &&
        /^(INPUT|SELECT|TEXTAREA)$/.test(activeElement.tagName)) ||
      (getSelection()?.isCollapsed === false && main.contains(getSelection().anchorNode))
    )
  }

  /* The server's page in place of this one: what is open stays open, what has the focus keeps it. */
  const refresh = async () => {
    const response = await fetch(location.href, { headers: { accept: "text/html" } })
    if (!response.ok) throw new Error(String(response.status))
    const next = new DOMParser().parseFromString(await response.text(), "text/html")
    if (isBusy() || source === undefined) return
    const open = new Set(
      Array.from(main.querySelectorAll("details[open][data-key]"), ({ dataset }) => dataset.key)
    )
    const scrolled = Array.from(main.querySelectorAll(".scroll"), ({ scrollLeft, scrollTop }) => [
      scrollLeft,
      scrollTop
    ])
    const focused = main.contains(document.activeElement) ? keyOf(document.activeElement) : undefined
    main.replaceChildren(...next.querySelector("main").childNodes)
    document.querySelector("#made").textContent = next.querySelector("#made").textContent
    for (const details of main.querySelectorAll("details[data-key]"))
      details.open = open.has(details.dataset.key)
    redraw()
    main.querySelectorAll(".scroll").forEach((element, index) => {
      const [left = 0, top = 0] = scrolled[index] ?? []
      element.scrollLeft = left
      element.scrollTop = top
    })
    if (focused !== undefined) main.querySelector(focused)?.focus({ preventScroll: true })
  }
  const due = () => {
    isDue = true
    timer ??= setTimeout(async () => {
      timer = undefined
      if (!isDue || source === undefined) return
      if (isBusy()) return due()
      isDue = false
      try {
        await refresh()
        say(dropped === 0 ? "" : `${dropped} calls came too fast to be told one by one`)
      } catch {
        say("not reached")
      }
    }, 1000)
  }
  const say = (text) => {
    if (state.textContent !== text) state.textContent = text
  }
  const start = () => {
    source = new EventSource(`${document.body.dataset.base}/live`)
    source.addEventListener("calls", ({ data }) => {
      dropped += JSON.parse(data).dropped
      due()
    })
    source.addEventListener("error", () => say("not reached"))
    source.addEventListener("open", () => say(""))
    button.setAttribute("aria-pressed", "true")
  }
  const stop = () => {
    source?.close()
    source = undefined
    clearTimeout(timer)
    timer = undefined
    button.setAttribute("aria-pressed", "false")
    say("paused")
  }
  button.addEventListener("click", () => (source === undefined ? (start(), due()) : stop()))
  addEventListener("pagehide", () => source?.close())
  start()
})()
