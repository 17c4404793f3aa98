import type { Category } from '../hierarchy/categories.js';
import type { Random } from './create-random.js';
import * as stock from './name-stock.js';

/** Names in use, so that no two grids of a level are called the same. */
export class NameBook {
  private readonly used = new Set<string>();

  /** The first of several drawn names that is free; after that the last one with a number. */
  claim(draw: () => string): string {
    let name = draw();
    for (let attempt = 0; attempt < 12 && this.used.has(name); attempt++) name = draw();
    const stem = name;
    for (let number = 2; this.used.has(name); number++) name = `${stem}${chineseNumber(number)}`;
    this.used.add(name);
    return name;
  }
}

/** 2 → 二, 12 → 十二, 20 → 二十, 23 → 二十三, 105 → 一百零五; digits beyond 999. */
export function chineseNumber(number: number): string {
  const digits = '零一二三四五六七八九';
  if (number > 999) return String(number);
  const hundreds = Math.floor(number / 100);
  const tens = Math.floor((number % 100) / 10);
  const ones = number % 10;
  let text = hundreds > 0 ? `${digits[hundreds]}百` : '';
  if (tens > 0) text += tens === 1 && hundreds === 0 ? '十' : `${digits[tens]}十`;
  else if (hundreds > 0 && ones > 0) text += '零';
  return ones > 0 ? text + digits[ones] : text;
}

/** The county's name without 县, 区 or 市. */
export function nameCounty(index: number, random: Random, book: NameBook): string {
  const stem = stock.countyStems[index];
  return book.claim(() => stem ?? random.pick(stock.placeHeads) + random.pick(['川', '阳', '岭', '溪']));
}

/** A place's name as people say it: 青石坪, 王家湾. Serves villages, branches, outlet areas. */
export function namePlace(random: Random): string {
  return random.unit() < 0.55
    ? random.pick(stock.placeHeads) + random.pick(stock.villageTails)
    : `${random.pick(stock.surnames)}家${random.pick(stock.villageTails.slice(1))}`;
}

/** Where an element is, for its name. */
export interface NamePlace {
  /** The county with 县, 区 or 市. */
  readonly county: string;
  readonly branch: string;
  readonly street: string;
}

/** A name that tells the category: a village, a school, a bank's branch, a market. */
export function nameElement(category: Category, place: NamePlace, random: Random): string {
  const { street, branch } = place;
  const head = (): string => random.pick(stock.placeHeads);
  const number = (): number => 1 + 2 * random.integer(120);
  switch (category) {
    case 'village': {
      const name = namePlace(random);
      return name.endsWith('村') ? name : `${name}村`;
    }
    case 'government':
      return random.unit() < 0.4
        ? `${branch}${random.pick(branch.endsWith('街道') ? ['办事处', '派出所'] : ['人民政府', '派出所', '便民服务中心'])}`
        : `${place.county}${random.pick(stock.officeBureaus)}`;
    case 'finance':
      return `${random.pick(stock.bankNames)}${street}${random.pick(['支行', '营业部', '网点'])}`;
    case 'large-enterprise':
      return `${random.pick(stock.firmHeads)}${random.pick(stock.enterpriseKinds)}`;
    case 'sme':
      return random.unit() < 0.5
        ? `${street}${number()}号企业群`
        : `${random.pick(stock.firmHeads)}${random.pick(['商贸', '实业', '科技', '工贸', '汽修', '印务', '建筑', '餐饮'])}片区`;
    case 'hotel':
      return `${random.pick(stock.firmHeads)}${random.pick(['大酒店', '宾馆', '商务酒店', '国际酒店', '快捷酒店'])}`;
    case 'tourism':
      return `${head()}${random.pick(['山', '河', '峡', '湖'])}${random.pick(stock.scenicKinds)}`;
    case 'school':
      return random.unit() < 0.5
        ? `${branch}${random.pick(['中心小学', '初级中学', '中学', '幼儿园'])}`
        : `${place.county}${random.pick(['第一', '第二', '第三', '第四', '实验', '职业', '外国语'])}${random.pick(['中学', '小学', '高中', '学校'])}`;
    case 'hospital':
      return random.unit() < 0.5
        ? `${branch}卫生院`
        : `${place.county}${random.pick(['人民医院', '中医院', '妇幼保健院', '骨科医院', '第二医院'])}`;
    case 'internet-cafe':
      return `${random.pick(stock.compoundHeads)}${random.pick(['网吧', '网咖', '电竞馆'])}`;
    case 'industrial-park':
      return `${random.unit() < 0.5 ? branch : head()}${random.pick(stock.parkKinds)}`;
    case 'office-building':
      return `${random.pick(random.unit() < 0.5 ? stock.firmHeads : stock.compoundHeads)}${random.pick(stock.officeKinds)}`;
    case 'specialised-market':
      return `${random.unit() < 0.5 ? street : head()}${random.pick(stock.marketKinds)}市场`;
    case 'street-shops': {
      const from = number();
      return `${street}${from}–${from + 2 * (8 + random.integer(30))}号商铺`;
    }
    case 'other':
      return `${street}${random.pick(stock.otherKinds)}`;
    case 'residential-compound':
      return random.pick(stock.compoundHeads) + random.pick(stock.compoundTails);
    case 'residential-mixed':
      return `${street}${number()}号住宅楼`;
    case 'vacant-land':
      return `${street}${random.pick(stock.vacantKinds)}`;
    case 'public-facility':
      return `${branch}${random.pick(stock.facilityKinds)}`;
    case 'park':
      return `${random.unit() < 0.4 ? branch : head()}${random.pick(['公园', '滨河公园', '湿地公园', '文化广场', '游园'])}`;
  }
}
