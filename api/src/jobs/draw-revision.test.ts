import { describe, expect, it } from 'vitest';
import { fakeCity } from '../../test/fake-city.js';
import type { MapGrid, ZoomDrawing, ZoomState } from '../coverage/generalise/drawing-types.js';
import type { Store } from '../store/types.js';
import { drawRevision, type DrawRequest } from './draw-revision.js';
import type { JobProgress } from './job-progress.js';

type Writing = Pick<Store, 'writeZoomDrawing' | 'finishDrawing'>;

/** Notes what is asked of it, in order. */
function noteCalls(change: Partial<Writing> = {}): {
  calls: string[];
  written: ZoomDrawing[];
  store: Writing;
} {
  const calls: string[] = [];
  const written: ZoomDrawing[] = [];
  const store: Writing = {
    writeZoomDrawing: async (_territoryId, _revision, drawing, options) => {
      calls.push(`write ${drawing.zoom}`);
      written.push(drawing);
      options?.onProgress?.(drawing.drawn.length, drawing.drawn.length);
      calls.push(`wrote ${drawing.zoom}`);
    },
    finishDrawing: async () => void calls.push('finish'),
    ...change,
  };
  return { calls, written, store };
}

function draw(store: Writing, after: readonly MapGrid[], rest: Partial<DrawRequest> = {}): Promise<void> {
  return drawRevision({ store, territoryId: 'tiny', revision: 3, after, ...rest });
}

/** How the city was drawn. */
async function statesOf(grids: readonly MapGrid[]): Promise<Map<number, ZoomState>> {
  const { store, written } = noteCalls();
  await draw(store, grids);
  return new Map(written.map(({ zoom, state }) => [zoom, state]));
}

describe('drawRevision', () => {
  it('stores every zoom once, one after the other, and says so at the very end', async () => {
    const { store, calls, written } = noteCalls();
    await draw(store, fakeCity());
    const zooms = Array.from({ length: 17 }, (_none, zoom) => zoom);
    expect(calls).toEqual([...zooms.flatMap((zoom) => [`write ${zoom}`, `wrote ${zoom}`]), 'finish']);
    expect(written[0]!.drawn.map((each) => each.gridId)).toEqual([1, 2, 3]);
    expect(written[16]!.drawn).toHaveLength(fakeCity().length);
  });

  it('draws the same wherever the grids come from and whatever their order', async () => {
    const one = noteCalls();
    await draw(one.store, fakeCity());
    const other = noteCalls();
    await draw(other.store, fakeCity().reverse());
    expect(other.written).toEqual(one.written);
  });

  it('writes no rows and keeps how it was made where only names change', async () => {
    const before = { grids: fakeCity(), states: await statesOf(fakeCity()) };
    const { store, written, calls } = noteCalls();
    await draw(
      store,
      fakeCity().map((grid) => ({ ...grid, name: 'other' })),
      { before },
    );
    expect(written.flatMap(({ drawn, gone }) => [...drawn, ...gone])).toEqual([]);
    expect(new Map(written.map(({ zoom, state }) => [zoom, state]))).toEqual(before.states);
    expect(calls.at(-1)).toBe('finish');
  });

  it('draws an element anew with its neighbours, and tells the one that is gone', async () => {
    const city = fakeCity();
    const before = { grids: city, states: await statesOf(city) };
    const [kept, retired] = [city.at(-2)!, city.at(-1)!];
    // The last element of all is joined to the one on its left, A ── B becomes one.
    const [west, south] = [kept.geometry[0]![0]![0]!, kept.geometry[0]![0]![1]!];
    const both = Int32Array.of(
      ...[west, south, west + 2e6, south, west + 2e6, south + 1e6, west, south + 1e6, west, south],
    );
    const after = city.slice(0, -1).map((grid) => (grid === kept ? { ...grid, geometry: [[both]] } : grid));
    const { store, written } = noteCalls();
    await draw(store, after, { before });
    const z12 = written.find(({ zoom }) => zoom === 12)!;
    expect(z12.gone).toEqual([retired.gridId]);
    expect(z12.drawn.map((each) => each.gridId)).toContain(kept.gridId);
    expect(z12.drawn.length).toBeLessThan(6);
    expect(written.find(({ zoom }) => zoom === 5)!.drawn).toEqual([]);
  });

  it('draws on while the database is still writing the zoom before', async () => {
    const seen: string[] = [];
    let release: () => void = () => undefined;
    const { store } = noteCalls({
      writeZoomDrawing: async (_territoryId, _revision, { zoom }) => {
        seen.push(`write ${zoom}`);
        if (zoom === 4) await new Promise<void>((resolve) => (release = resolve));
      },
    });
    const drawing = draw(store, fakeCity(), {
      onProgress: ({ step, done }) => {
        if (step !== 'Drawing the map') return;
        seen.push(`draw ${done}`);
        // What is asked for while 5 is drawn is that 4 be written, and nothing beyond.
        if (done === 5) setTimeout(() => release(), 20);
      },
    });
    await drawing;
    expect(seen.slice(seen.indexOf('write 4'), seen.indexOf('write 4') + 3)).toEqual([
      'write 4',
      'draw 5',
      'write 5',
    ]);
  });

  it('tells the zooms that are drawn, then the rows that are still to be written', async () => {
    const told: JobProgress[] = [];
    const { store } = noteCalls({
      writeZoomDrawing: async (_territoryId, _revision, { drawn }, options) => {
        await new Promise((resolve) => setTimeout(resolve, 1));
        options?.onProgress?.(drawn.length, drawn.length);
      },
    });
    await draw(store, fakeCity(), { onProgress: (progress) => told.push(progress) });
    const drawing = told.filter(({ step }) => step === 'Drawing the map');
    expect(drawing.map(({ done, total }) => [done, total])).toEqual(
      Array.from({ length: 17 }, (_none, zoom) => [zoom, 17]),
    );
    const last = told.at(-1)!;
    expect(last.step).toBe('Storing what is drawn');
    expect(last.done).toBe(last.total);
  });

  it('leaves the revision undrawn when a zoom cannot be written, and writes nothing after it', async () => {
    const calls: number[] = [];
    const { store, calls: finished } = noteCalls({
      writeZoomDrawing: async (_territoryId, _revision, { zoom }) => {
        calls.push(zoom);
        if (zoom === 2) throw new Error('disk full');
      },
    });
    await expect(draw(store, fakeCity())).rejects.toThrow('disk full');
    expect(calls).toEqual([0, 1, 2]);
    expect(finished).toEqual([]);
  });

  it('stops on the way when it is told to', async () => {
    const stop = new AbortController();
    const { store, calls } = noteCalls({
      writeZoomDrawing: async (_territoryId, _revision, { zoom }, options) => {
        if (zoom === 3) stop.abort(new Error('enough'));
        options?.signal?.throwIfAborted();
      },
    });
    await expect(draw(store, fakeCity(), { signal: stop.signal })).rejects.toThrow('enough');
    expect(calls).toEqual([]);
  });
});
