(function () {
  'use strict';

  // What is drawn twice: the picture in the page, and the plot that a script makes of the same numbers.
  const plots = [];

  function color(name, element) {
    return getComputedStyle(element || document.documentElement).getPropertyValue(name).trim();
  }

  function brief(value) {
    if (value === null || value === undefined) return '';
    const size = Math.abs(value);
    return size !== 0 && (size >= 1e7 || size < 1e-3) ? value.toExponential(3) : String(Number(value.toPrecision(6)));
  }

  function button(words, action) {
    const made = document.createElement('button');
    made.type = 'button';
    made.textContent = words;
    made.addEventListener('click', action);
    return made;
  }

  function toggles(figure, plot) {
    figure.querySelectorAll('.legend > li').forEach(function (item) {
      const series = item.dataset.series;
      const made = button('', function () {
        const shown = made.getAttribute('aria-pressed') === 'false';
        made.setAttribute('aria-pressed', String(shown));
        figure.querySelectorAll('g[data-series="' + series + '"]').forEach(function (group) {
          group.classList.toggle('off', !shown);
        });
        if (plot) plot.show(Number(series), shown);
      });
      made.setAttribute('aria-pressed', 'true');
      made.append(...item.childNodes);
      item.append(made);
    });
  }

  // Each series has its own x: they are joined, and a band is two more lines around its mean.
  function table(curves) {
    return uPlot.join(curves.series.map(function (s) {
      return s.low ? [s.x, s.mean, s.low, s.high] : [s.x, s.mean];
    }));
  }

  function make(figure, curves) {
    const host = document.createElement('div');
    host.className = 'plot';
    host.tabIndex = 0;
    host.setAttribute('role', 'application');
    host.setAttribute('aria-label', figure.querySelector('h3').textContent +
      '; arrow keys move the cursor, plus and minus zoom, 0 shows everything');
    const tools = document.createElement('div');
    tools.className = 'tools';
    const readout = document.createElement('output');
    readout.className = 'readout';
    const data = table(curves);
    const hidden = new Set();
    let chart = null;
    let first = [];

    function options() {
      const series = [{}];
      const bands = [];
      first = [];
      curves.series.forEach(function (s, n) {
        const stroke = color('--c' + n % 8);
        const at = series.length;
        first.push(at);
        series.push({ label: s.name, stroke: stroke, width: 2, spanGaps: true, show: !hidden.has(n), points: { show: false } });
        if (s.low) {
          const edge = { stroke: 'transparent', width: 0, spanGaps: true, show: !hidden.has(n), points: { show: false } };
          series.push(edge, Object.assign({}, edge));
          bands.push({ series: [at + 2, at + 1], fill: stroke + '33' });
        }
      });
      const axis = {
        stroke: color('--soft'), grid: { stroke: color('--line'), width: 1 }, ticks: { stroke: color('--soft'), width: 1 },
        font: '12px system-ui, sans-serif', labelFont: '12px system-ui, sans-serif',
        values: function (u, splits) { return splits.map(brief); }
      };
      const width = host.clientWidth || figure.clientWidth;
      return {
        width: width,
        height: Math.max(220, Math.min(360, Math.round(width * 0.6))),
        scales: { x: { time: false } },
        legend: { show: false },
        cursor: { points: { size: 6 }, drag: { x: true, y: false } },
        series: series,
        bands: bands,
        axes: [Object.assign({ label: curves.x, labelSize: 20 }, axis), Object.assign({ label: curves.y, labelSize: 20, size: 56 }, axis)],
        hooks: { setCursor: [say] }
      };
    }

    function say(u) {
      const index = u.cursor.idx;
      if (index === null || index === undefined) {
        readout.textContent = '';
        return;
      }
      const words = [curves.x + ' ' + brief(data[0][index])];
      curves.series.forEach(function (s, n) {
        const mean = data[first[n]][index];
        if (hidden.has(n) || mean === null || mean === undefined) return;
        const band = s.low ? ' (' + brief(data[first[n] + 1][index]) + ' to ' + brief(data[first[n] + 2][index]) + ')' : '';
        words.push((curves.series.length > 1 ? s.name + ' ' : curves.y + ' ') + brief(mean) + band);
      });
      readout.textContent = words.join('; ');
    }

    function draw() {
      const range = chart && [chart.scales.x.min, chart.scales.x.max];
      if (chart) chart.destroy();
      chart = new uPlot(options(), data, host);
      if (range && range[0] !== null) chart.setScale('x', { min: range[0], max: range[1] });
    }

    function everything() {
      chart.setScale('x', { min: data[0][0], max: data[0][data[0].length - 1] });
    }

    function zoom(factor) {
      const x = chart.scales.x;
      const middle = chart.cursor.left >= 0 ? chart.posToVal(chart.cursor.left, 'x') : (x.min + x.max) / 2;
      const least = data[0][0];
      const greatest = data[0][data[0].length - 1];
      chart.setScale('x', {
        min: Math.max(least, middle - (middle - x.min) * factor), max: Math.min(greatest, middle + (x.max - middle) * factor)
      });
    }

    host.addEventListener('keydown', function (event) {
      const move = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (move) {
        const from = chart.cursor.left >= 0 ? chart.cursor.left : chart.over.clientWidth / 2;
        const left = Math.max(0, Math.min(chart.over.clientWidth - 1, from + move * Math.max(4, chart.over.clientWidth / 60)));
        chart.setCursor({ left: left, top: chart.over.clientHeight / 2 });
      } else if (event.key === '+') zoom(0.5);
      else if (event.key === '-') zoom(2);
      else if (event.key === '0') everything();
      else return;
      event.preventDefault();
    });
    tools.append(button('Zoom in', function () { zoom(0.5); }), button('Zoom out', function () { zoom(2); }),
      button('Show all', everything), readout);
    figure.querySelector('.pictures').after(host, tools);
    figure.classList.add('live');
    draw();
    return {
      draw: draw,
      resize: function () { if (host.clientWidth !== chart.width) draw(); },
      show: function (n, shown) {
        if (shown) hidden.delete(n); else hidden.add(n);
        draw();
      }
    };
  }

  document.querySelectorAll('figure').forEach(function (figure) {
    const json = figure.querySelector('script[type="application/json"]');
    const plot = json && make(figure, JSON.parse(json.textContent));
    if (plot) plots.push(plot);
    toggles(figure, plot);
  });
  window.addEventListener('resize', function () { plots.forEach(function (plot) { plot.resize(); }); });
  window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', function () {
    plots.forEach(function (plot) { plot.draw(); });
  });
  // Paper shows what is folded away where it is short: the tree, not the numbers.
  window.addEventListener('beforeprint', function () {
    document.querySelectorAll('details.branch').forEach(function (branch) { branch.open = true; });
  });
})();
