import { context, propagation, trace } from '@opentelemetry/api'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { BatchSpanProcessor, NodeTracerProvider, TraceIdRatioBasedSampler } from '@opentelemetry/sdk-trace-node'
import { resourceFromAttributes } from '@opentelemetry/resources'

export interface TraceExportOptions {
  /** Of an OTLP/HTTP receiver (Tempo, Jaeger, a collector), without `/v1/traces`. */
  endpoint: string
  /** Such as `steno-web`. */
  serviceName: string
  /** Share of traces that are recorded, 0 to 1: the same ones in every process. */
  ratio: number
}

/**
 * From here on, spans are recorded and sent. Loaded only where an endpoint is configured, since the packages take a fifth of a
 * second. Which traces are recorded follows from their ids alone: what a stranger's `traceparent` asks for does not count.
 *
 * @returns sends what is still here, and ends: spans are nothing again then
 */
export function exportTraces({ endpoint, serviceName, ratio }: TraceExportOptions): () => Promise<void> {
  const exporter = new OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, '')}/v1/traces` })
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ 'service.name': serviceName, 'service.namespace': 'steno' }),
    sampler: new TraceIdRatioBasedSampler(ratio),
    spanProcessors: [new BatchSpanProcessor(exporter, { scheduledDelayMillis: 1000 })],
  })
  provider.register()
  // A receiver that is away must not hold up the end.
  return async () => {
    await provider.shutdown().catch(() => undefined)
    for (const api of [trace, context, propagation]) api.disable()
  }
}
