/** A chart over time: bars that add up, or lines. What it shows stands beneath it as a table, too. */
import { useElementSize } from '@mantine/hooks';
import { type ReactNode, useId } from 'react';
import classes from './chart.module.css';

export interface ChartSeries {
  readonly label: string;
  /** Which of the six colours: the same for the same thing, whatever else is shown. */
  readonly colour: number;
  /** One per interval; undefined where there is none. */
  readonly values: readonly (number | undefined)[];
}

interface ChartProps {
  readonly title: string;
  readonly kind: 'bars' | 'lines';
  /** Names of the intervals. */
  readonly names: readonly string[];
  readonly series: readonly ChartSeries[];
  readonly format?: (value: number) => string;
}

/** Pixels. The width is that of the place, so that words are never stretched. */
const height = 180;
const left = 56;
const right = 6;
const bottom = 22;
const top = 10;
const plotHeight = height - bottom - top;
/** A name of an interval needs so much. */
const nameWidth = 110;
const colour = (at: number) => classes[`series${at}`] ?? '';
const asNumber = (value: number) => value.toLocaleString('en');

export function Chart({ title, kind, names, series, format = asNumber }: ChartProps): ReactNode {
  const id = useId();
  const { ref, width: measured } = useElementSize<HTMLDivElement>();
  const width = measured === 0 ? 640 : measured;
  const plotWidth = width - left - right;
  const sums = names.map((_, at) => series.reduce((sum, { values }) => sum + (values[at] ?? 0), 0));
  const highest = niceTop(
    kind === 'bars' ? Math.max(0, ...sums) : Math.max(0, ...series.flatMap(({ values }) => values.map((value) => value ?? 0))),
  );
  const y = (value: number) => top + plotHeight * (1 - value / highest);
  const step = plotWidth / Math.max(1, names.length);
  const labelled = Math.max(1, Math.ceil((names.length * nameWidth) / plotWidth));
  return (
    <figure style={{ margin: 0 }} aria-labelledby={id}>
      <figcaption id={id} className="visually-hidden">
        {title}
      </figcaption>
      <div ref={ref}>
        <svg viewBox={`0 0 ${width} ${height}`} className={classes['chart']} aria-hidden>
          {[0, 0.5, 1].map((share) => (
            <g key={share}>
              <line className={classes['grid']} x1={left} x2={width - right} y1={y(highest * share)} y2={y(highest * share)} />
              <text x={left - 6} y={y(highest * share) + 4} textAnchor="end">
                {format(highest * share)}
              </text>
            </g>
          ))}
          {kind === 'bars' ? (
            <Bars names={names} series={series} place={{ y, step }} format={format} />
          ) : (
            series.map((one, at) => (
              <path
                key={one.label}
                className={`${classes['line']} ${colour(one.colour)} ${at === 0 ? '' : classes['dashed']}`}
                d={pathOf(one.values, { y, step })}
              />
            ))
          )}
          {names.map((name, at) =>
            at % labelled === 0 && step * (at + 0.5) < plotWidth - nameWidth / 3 ? (
              <text key={name} x={left + step * (at + 0.5)} y={height - 6} textAnchor="middle">
                {name}
              </text>
            ) : null,
          )}
        </svg>
      </div>
      <ul className={classes['legend']} aria-hidden>
        {series.map((one, at) => (
          <li key={one.label}>
            <svg width="16" height="12">
              {kind === 'bars' ? (
                <rect className={`${classes['bar']} ${colour(one.colour)}`} width="12" height="12" rx="2" />
              ) : (
                <line
                  className={`${classes['line']} ${colour(one.colour)} ${at === 0 ? '' : classes['dashed']}`}
                  x1="0"
                  x2="16"
                  y1="6"
                  y2="6"
                />
              )}
            </svg>
            {one.label}
          </li>
        ))}
      </ul>
      <ChartTable title={title} names={names} series={series} format={format} />
    </figure>
  );
}

interface Place {
  readonly y: (value: number) => number;
  readonly step: number;
}

function Bars({
  names,
  series,
  place: { y, step },
  format,
}: Pick<ChartProps, 'names' | 'series'> & { readonly place: Place; readonly format: (value: number) => string }): ReactNode {
  return names.map((name, at) => {
    let below = 0;
    return series.map(({ label, colour: index, values }) => {
      const value = values[at] ?? 0;
      if (value === 0) return null;
      const from = y(below);
      below += value;
      return (
        <rect
          key={`${name}${label}`}
          className={`${classes['bar']} ${colour(index)}`}
          x={left + step * at + step * 0.15}
          width={step * 0.7}
          y={y(below)}
          height={from - y(below)}
        >
          <title>
            {name}: {format(value)} {label.toLowerCase()}
          </title>
        </rect>
      );
    });
  });
}

/** Broken where there is no value; a value alone is a short dash. */
function pathOf(values: readonly (number | undefined)[], { y, step }: Place): string {
  return values
    .map((value, at) => {
      if (value === undefined) return '';
      const x = left + step * (at + 0.5);
      const goesOn = values[at - 1] !== undefined;
      const isAlone = !goesOn && values[at + 1] === undefined;
      return isAlone ? `M${x - 4} ${y(value)}L${x + 4} ${y(value)}` : `${goesOn ? 'L' : 'M'}${x} ${y(value)}`;
    })
    .join('');
}

function niceTop(highest: number): number {
  if (highest <= 4) return 4;
  const power = 10 ** Math.floor(Math.log10(highest));
  return [1, 2, 4, 5, 8, 10].map((factor) => factor * power).find((candidate) => candidate >= highest) ?? highest;
}

function ChartTable({
  title,
  names,
  series,
  format,
}: Pick<ChartProps, 'title' | 'names' | 'series'> & { readonly format: (value: number) => string }): ReactNode {
  return (
    <details>
      <summary className={classes['summary']}>Show as a table</summary>
      <div className={classes['scroll']} tabIndex={0} role="region" aria-label={`${title}, as a table`}>
        <table className={classes['table']}>
          <caption className="visually-hidden">{title}</caption>
          <thead>
            <tr>
              <th scope="col">Time</th>
              {series.map(({ label }) => (
                <th key={label} scope="col">
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {names.map((name, at) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                {series.map(({ label, values }) => {
                  const value = values[at];
                  return <td key={label}>{value === undefined ? '–' : format(value)}</td>;
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
