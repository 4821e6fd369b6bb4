import type { PageData, PageMetric } from '../core/report/page-data.ts';

/** A metric by its name. */
export const named = (data: PageData, name: string): PageMetric | undefined =>
  data.metrics.find((metric) => metric.name === name);

/** The one number of a metric that has one. */
export const valueOf = (metric: PageMetric | undefined): number | undefined =>
  metric?.kind === 'value' || metric?.kind === 'table' ? metric.value : undefined;
