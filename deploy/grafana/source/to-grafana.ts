import type { Dashboard, Panel, Row } from './panel'

const WIDTH = 24
const HEIGHT = { figure: 4, lines: 8, row: 1 } as const
const datasource = { type: 'prometheus', uid: 'prometheus' }

/** The dashboard as Grafana imports it. */
export function toGrafana({ uid, title, rows }: Dashboard): object {
  let y = 0
  let id = 0
  const place = ({ title: heading, panels }: Row) => {
    const placed: object[] = [{ id: ++id, type: 'row', title: heading, gridPos: { x: 0, y, w: WIDTH, h: HEIGHT.row }, collapsed: false, panels: [] }]
    y += HEIGHT.row
    let x = 0
    let rowHeight = 0
    for (const panel of panels) {
      const width = panel.width ?? (panel.isFigure ? 4 : 12)
      if (x + width > WIDTH) {
        x = 0
        y += rowHeight
        rowHeight = 0
      }
      const height = panel.isFigure ? HEIGHT.figure : HEIGHT.lines
      placed.push({ id: ++id, gridPos: { x, y, w: width, h: height }, ...toPanel(panel) })
      x += width
      rowHeight = Math.max(rowHeight, height)
    }
    y += rowHeight
    return placed
  }
  return {
    uid, title, tags: ['steno'], timezone: 'browser', schemaVersion: 39, refresh: '30s', editable: false,
    time: { from: 'now-3h', to: 'now' },
    links: [{ title: 'Steno', type: 'dashboards', tags: ['steno'], keepTime: true, asDropdown: true }],
    annotations: {
      list: [{
        name: 'Alerts', datasource, enable: true, iconColor: 'red',
        expr: `ALERTS{alertname=~"Steno.*", severity!="none", alertstate="firing"}`, titleFormat: '{{alertname}}',
      }],
    },
    panels: rows.flatMap(place),
  }
}

function toPanel(panel: Panel): object {
  const { title, help, unit, queries } = panel
  return {
    type: panel.isFigure ? 'stat' : 'timeseries',
    title, description: help, datasource,
    targets: queries.map(({ expr, legend }, at) => ({
      refId: String.fromCharCode(65 + at), expr, legendFormat: legend ?? '', datasource, instant: panel.isFigure ?? false, range: !panel.isFigure,
    })),
    fieldConfig: {
      defaults: {
        unit, min: unit === 'dateTimeFromNow' ? undefined : 0,
        thresholds: { mode: 'absolute', steps: stepsOf(panel) },
        ...(!panel.isFigure && { custom: { fillOpacity: 10, stacking: { mode: panel.isStacked ? 'normal' : 'none' }, thresholdsStyle: { mode: panel.worryAt === undefined ? 'off' : 'line' } } }),
      },
      overrides: [],
    },
    options: panel.isFigure
      ? { reduceOptions: { calcs: ['lastNotNull'] }, colorMode: 'background' }
      : { legend: { displayMode: 'list', placement: 'bottom' }, tooltip: { mode: 'multi', sort: 'desc' } },
  }
}

function stepsOf({ worryAt, isWorseBelow }: Panel) {
  if (worryAt === undefined) return [{ color: 'green', value: null }]
  const [below, above] = isWorseBelow ? ['red', 'green'] : ['green', 'red']
  return [{ color: below, value: null }, { color: above, value: worryAt }]
}
