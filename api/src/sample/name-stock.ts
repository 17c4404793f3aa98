/** Building blocks of made-up names; none of them is meant to be a real place or person. */
export const territoryName = { zh: '岫川市', en: 'Xiuchuan' } as const;

/** First halves of county names; with 县, 区 or 市 behind. */
export const countyStems =
  '云岚 青峪 锦澜 岫阳 沅溪 丹麓 汀河 白鹭 竹汀 望岫 龙潭岭 石瀑 清渡 柏川 沙陵 枫浦 兰汀 玉峪 松澜 南屏川 鹤鸣 碧溪 金麓 古渡 桃汀 银杏岭 梅川 秀屏 长汀坪 瑶溪 翠屏岭 三汊 凤栖岭 西峪 东澜 明溪川 灵岫 双河汀 紫阳坪 广陵川 苍溪坪 岚山口 平皋 文岫 仙渡 云梦坪 百丈 太和坪 溪口岭 新岫'.split(
    ' ',
  );

export const placeHeads =
  '青石 白沙 黄龙 黑水 红岩 大川 小河 双桥 三官 五峰 六里 七里 八亩 九道 石板 柳林 桃园 杏花 梨花 枣树 松树 柏树 竹园 茶园 麻园 槐荫 楠木 银杏 枫香 桂花 梅子 荷塘 菱角 芦苇 金鸡 凤凰 老君 观音 土地 关帝 龙王 玉皇 仙女 马鞍 牛头 羊角 狮子 虎头 鹰嘴 鸽子 白鹤 鹭鸶 鱼泉 蛟龙 天池 月亮 太阳 星光 云台 雾渡 雨山 雪岭 风洞 高坪 中坪 长坪 平安 永安 太平 兴隆 仁和 义兴 礼让 信和 福寿 吉祥 如意 大同 新民 新华 团结 胜利 和平 光明 幸福 前进 东风 向阳 朝阳 清泉 甘泉 温泉 冷水 热水 滚水 铜锣 铁炉 银洞 金盆 玉石 瓦房 砖桥 木瓜 草店 花栗 叶滩'.split(
    ' ',
  );

export const villageTails = '村 坪 湾 沟 垭 冲 岭 河 洞 塘 寨 坝 畈 滩 庙 岗 店 桥 洼 嘴'.split(' ');
export const surnames =
  '王李张刘陈杨黄赵周吴徐孙朱马胡郭林何高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅钟姜崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷黎史龙陶贺顾毛郝龚邵万钱严赖覃洪武莫孔'.split(
    '',
  );

export const streetNames =
  '人民 解放 建设 文化 朝阳 公园 北京 上海 武昌 江苏 浙江 车城 东风 和平 胜利 民主 光明 迎宾 滨江 沿河 翠屏 凤凰 天津 柳林 茅坪 东岳 香港 广场 丹江 汉江 中心 环城 工业 创业 发展 科技 学院 体育 育才 青年 幸福 团结 友谊 红旗 前进 向阳 新华 长安 洛阳 许昌 襄阳 金沙 银河 丹桂 紫荆 玉兰 香樟 银杏 松林 竹苑 荷花 牡丹 梅园 桃源 杏林 柏园'.split(
    ' ',
  );

export const compoundHeads =
  '锦绣 阳光 金色 翡翠 碧水 东方 世纪 康乐 丽景 怡和 天润 恒泰 龙腾 凤鸣 名都 盛世 华庭 雅居 御景 江畔 滨河 山水 观澜 香榭 枫林 桂苑 兰亭 竹韵 梧桐 紫藤 银河 月湖 书香 学府 状元 文苑 安居 和谐 幸福 温馨 美好 新城 国际 都市 时代 星光 春晓 秋实 云顶 望江'.split(
    ' ',
  );
export const compoundTails = '花园 小区 家园 花苑 新村 公馆 名邸 庭院 雅苑 嘉园 华府 佳苑 水岸 尚城'.split(
  ' ',
);

export const firmHeads =
  '华源 鼎盛 恒信 天和 宏远 金泰 佳和 万通 顺达 博远 新星 中南 汇丰源 同创 德润 正大昌 三和 四方 五洲通 六合 恒丰 瑞祥 嘉禾 盛泰 泰和 永兴 广源 利民 荣昌 兴业源 鑫源 凯旋 腾跃 飞达 联众 卓越 启明 远航 海川 山川'.split(
    ' ',
  );
export const marketKinds =
  '建材 农贸 汽配 家具 茶叶 药材 服装 小商品 水产 粮油 果品 花卉 五金 钢材 二手车 灯饰'.split(' ');
export const officeKinds = '大厦 中心 广场 商务楼 国际大厦 写字楼'.split(' ');
export const bankNames =
  '农商银行 建业银行 工贸银行 邮储所 城市信用社 岫川银行 人寿保险 财产保险 证券营业部'.split(' ');
export const officeBureaus =
  '税务局 公安局 教育局 财政局 法院 检察院 自然资源局 交通运输局 农业农村局 民政局 水利局 林业局 市场监管局 武装部 政务中心 人社局'.split(
    ' ',
  );
export const scenicKinds = '风景区 古镇 森林公园 峡谷 温泉度假村 漂流 道观 溶洞'.split(' ');
export const facilityKinds =
  '变电站 自来水厂 污水处理厂 汽车站 体育场 消防站 公交总站 燃气站 垃圾转运站 停车场 加油站'.split(' ');
export const enterpriseKinds =
  '汽车零部件公司 水泥公司 制药公司 纺织公司 电力公司 矿业公司 轮胎公司 食品公司 机械公司 化工公司'.split(
    ' ',
  );
export const parkKinds = '工业园 产业园 物流园 汽配园 农产品加工园 电子信息园 高新区 创业园'.split(' ');
export const otherKinds = '综合区 仓储区 老厂区 混合区'.split(' ');
export const vacantKinds = '待建地块 储备用地 拆迁地块 荒坡 河滩地'.split(' ');
