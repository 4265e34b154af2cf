/** Colours and fonts. Every text colour has a contrast of at least 4.5 on what it is used on. */
export const THEME = `
:root {
  color-scheme: light dark;
  --sans: system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif;
  --mono: ui-monospace, 'SF Mono', SFMono-Regular, Menlo, Consolas, 'Liberation Mono', monospace;
  --page: #ffffff;
  --panel: #f7f7f5;
  --panel-head: #f0f0ed;
  --line: #e6e5e1;
  --strong: #17171a;
  --text: #3c3d42;
  --quiet: #676970;
  --accent: #8a5800;
  --accent-line: #d9b97c;
  --accent-wash: #faf3e4;
  --green: #0b6b46;
  --green-wash: #e4f4ec;
  --blue: #1c56b8;
  --blue-wash: #e7effc;
  --violet: #6540b5;
  --violet-wash: #f0ebfb;
  --red: #b02a30;
  --red-wash: #fdebea;
  --amber: #885400;
  --amber-wash: #fcf1dc;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --page: #121214;
    --panel: #19191c;
    --panel-head: #202024;
    --line: #2c2c31;
    --strong: #f3f3f4;
    --text: #c9cad0;
    --quiet: #989aa3;
    --accent: #e2b765;
    --accent-line: #7a6030;
    --accent-wash: #29231a;
    --green: #5fcf9e;
    --green-wash: #16291f;
    --blue: #86b0fa;
    --blue-wash: #182338;
    --violet: #bba2f6;
    --violet-wash: #251e38;
    --red: #f58d8d;
    --red-wash: #341c1d;
    --amber: #e5b566;
    --amber-wash: #2d2416;
  }
}
`
