// OpenTelemetry's instrumentations wrap fetch and XMLHttpRequest and read a clone of each body to know its end.
import { FetchInstrumentation } from '@opentelemetry/instrumentation-fetch';
import { XMLHttpRequestInstrumentation } from '@opentelemetry/instrumentation-xml-http-request';
import { InMemorySpanExporter, SimpleSpanProcessor, WebTracerProvider } from '@opentelemetry/sdk-trace-web';
import { everyday, offer } from './everyday.ts';

const spans = new InMemorySpanExporter();
const provider = new WebTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] });
provider.register();
for (const instrumentation of [new FetchInstrumentation(), new XMLHttpRequestInstrumentation()]) {
  instrumentation.setTracerProvider(provider);
  instrumentation.enable();
}

offer({
  async work() {
    const results = await everyday('opentelemetry');
    const told = () =>
      spans
        .getFinishedSpans()
        .map(({ name, attributes }) => JSON.stringify([name, attributes['http.url'], attributes['http.status_code']]));
    for (let i = 0; i < 200 && told().length < 10; i++) await new Promise((resolve) => setTimeout(resolve, 50));
    return { results, told: told().sort() };
  },
});
