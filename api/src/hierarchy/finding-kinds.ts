/**
 * What can be wrong with a map. The database's registry is filled from here, so that later kinds join the
 * same queue. `severity` is the kind's default; an area finding's size class may lower it.
 */
export const findingKinds = [
  { code: 'gap', zh: '空白', en: 'Gap', severity: 'error' },
  { code: 'overlap', zh: '重叠', en: 'Overlap', severity: 'error' },
  { code: 'outside-parent', zh: '越界', en: 'Outside parent', severity: 'error' },
  { code: 'unmatched-vertex', zh: '未对齐顶点', en: 'Unmatched vertex', severity: 'warning' },
  { code: 'invalid-ring', zh: '无效边界环', en: 'Invalid ring', severity: 'error' },
  { code: 'multipart-element', zh: '多部分网元', en: 'Multipart element', severity: 'warning' },
  { code: 'missing-parent', zh: '缺少上级', en: 'Missing parent', severity: 'error' },
  { code: 'wrong-parent', zh: '上级不符', en: 'Wrong parent', severity: 'error' },
  { code: 'childless', zh: '没有下级', en: 'Childless', severity: 'error' },
  { code: 'code-mismatch', zh: '编码不符', en: 'Code mismatch', severity: 'warning' },
  { code: 'category-missing', zh: '缺少类别', en: 'Category missing', severity: 'warning' },
] as const;

export type FindingKind = (typeof findingKinds)[number]['code'];

export type Severity = 'error' | 'warning' | 'info';
