/** Is it working? And for a new org: what comes next. */
import { SegmentedControl, SimpleGrid, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { apiQuery } from '../../api/client.js';
import { Card } from '../../patterns/card.js';
import { ButtonLink } from '../../patterns/links.js';
import { Loaded } from '../../patterns/loaded.js';
import { PageHeader } from '../../patterns/page-header.js';
import { useMay } from '../../session/session.js';
import { useReportSearch } from '../reports/shared/use-report-search.js';
import { Chart } from './chart.js';
import { Figures } from './figures.js';
import { GettingStarted } from './getting-started.js';
import { KeysCard, PushCard } from './health-cards.js';
import { duration, outcomeSeries, type Range, ranges, type Statistics, useStatistics } from './statistics.js';

const stepsMs = 3_000;

export function DashboardPage(): ReactNode {
  const [search, change] = useReportSearch();
  const range = ranges.find(({ id }) => id === search['time']) ?? ranges[0];
  const statistics = useStatistics(range);
  const steps = apiQuery.useQuery(
    'get',
    '/api/v1/org/gettingStarted',
    {},
    {
      refetchInterval: ({ state }) => (state.data?.complete === true ? false : stepsMs),
    },
  );
  const mayTry = useMay('okta.transactions.manage');
  const first = steps.data?.complete === false ? steps.data.steps : undefined;
  const isEmpty = first !== undefined && statistics.data?.total.requests === 0;
  return (
    <>
      <PageHeader
        title="Dashboard"
        section="Admin Console"
        acts={
          mayTry ? (
            <ButtonLink to="/try-it" variant="default">
              Send a test request
            </ButtonLink>
          ) : null
        }
      />
      <Stack gap="lg">
        {first === undefined ? null : <GettingStarted steps={first} />}
        {isEmpty ? null : (
          <>
            <SegmentedControl
              aria-label="Time"
              transitionDuration={0}
              data={ranges.map(({ id, label }) => ({ value: id, label }))}
              value={range.id}
              onChange={(time) => change({ time })}
              style={{ alignSelf: 'flex-start', maxWidth: '100%' }}
            />
            <Loaded query={statistics} what="load the statistics">
              {(data) => <Numbers statistics={data} range={range} />}
            </Loaded>
          </>
        )}
      </Stack>
    </>
  );
}

function Numbers({ statistics, range }: { readonly statistics: Statistics; readonly range: Range }): ReactNode {
  const { intervals } = statistics;
  const names = intervals.map(({ start }) => intervalName(start, range));
  const shown = outcomeSeries
    .map((one, colour) => ({ ...one, colour }))
    .filter(({ name, colour }) => colour < 3 || statistics.total[name] > 0);
  return (
    <>
      <Figures statistics={statistics} range={range} />
      <Card title="Requests over time" description={range.interval === 'day' ? 'By day, UTC.' : 'By hour.'}>
        <Chart
          title="Requests over time by outcome"
          kind="bars"
          names={names}
          series={shown.map(({ name, label, colour }) => ({ label, colour, values: intervals.map((one) => one[name]) }))}
        />
      </Card>
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        <Card title="Approval time" description="From the request to the approval.">
          <Chart
            title="Approval time over time"
            kind="lines"
            names={names}
            format={duration}
            series={[
              { label: 'Median', colour: 0, values: intervals.map(({ approvalTime }) => approvalTime?.p50) },
              { label: '95th percentile', colour: 5, values: intervals.map(({ approvalTime }) => approvalTime?.p95) },
            ]}
          />
        </Card>
        <Stack gap="lg">
          <PushCard statistics={statistics} />
          <KeysCard keys={statistics.keys} />
        </Stack>
      </SimpleGrid>
    </>
  );
}

const hourFormat = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
const dayFormat = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });

function intervalName(start: string, { interval }: Range): string {
  return (interval === 'day' ? dayFormat : hourFormat).format(Date.parse(start));
}
