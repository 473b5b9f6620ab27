# What gisplan says in Chinese. Syntax: Project Fluent (projectfluent.org). A message has the same code and the
# same figures in every language; `tests/test_words.py` holds that. A new message goes to the section of its room.

## The language itself
language-name = 中文
language-tag = zh-CN
between-list = 、
between-clauses = ，
between-sentences = { "" }

## Units; from-8-by-8-to-2: figures of 10^8 and more are counted in 10^8, with two digits
currency-by = name
currency-CNY = 元
unit-none = { $number }
unit-chargers = { $number } 台
unit-stations = { $number } 座
unit-sites = { $number } 处
unit-people = { $number } 人
    .from-5-by-4-to-1 = { $number } 万人
unit-share = { $number } %
unit-currency = { $number } { $currency }
    .from-4-by-4-to-0 = { $number } 万{ $currency }
    .from-8-by-8-to-2 = { $number } 亿{ $currency }
unit-currency-kwh = { $number } { $currency }/千瓦时
unit-currency-kg = { $number } { $currency }/千克
unit-currency-year = { $number } { $currency }/年
    .from-4-by-4-to-0 = { $number } 万{ $currency }/年
    .from-8-by-8-to-2 = { $number } 亿{ $currency }/年
unit-m = { $number } 米
    .from-4-by-3-to-1 = { $number } 公里
unit-km = { $number } 公里
unit-m2 = { $number } 平方米
unit-kw = { $number } 千瓦
unit-kwh-day = { $number } 千瓦时/日
    .from-4-by-4-to-1 = { $number } 万千瓦时/日
unit-kg = { $number } 千克
unit-kg-day = { $number } 千克/日
unit-mpa = { $number } MPa
unit-min = { $number } 分钟
unit-year = { $number }

## layers: the vocabulary, templates, screening, lint
category-residential = 居民小区
category-expressway_service_area = 高速公路服务区
category-trunk_service_area = 国省干线服务区
category-transport_hub = 交通枢纽
category-public_parking = 公共停车场
category-logistics_park = 物流集散地
category-industrial_park = 产业园区
category-park = 公园景区
category-fuel_station = 加油站
category-bus_depot = 公交场站
category-commercial = 商业综合体
category-hydrogen_hub = 氢能园区与自用点

access-public = 公共
access-dedicated = 专用
access-private = 私人

status-existing = 已建
status-required = 必建
status-candidate = 候选
status-excluded = 排除

origin-official = 官方
origin-osm = 开放街图
origin-census = 普查
origin-survey = 实地调查
origin-geonames = GeoNames 地名库
origin-memory = 凭记忆（未核实）
origin-modelled = 模拟

tier-central = 中心城区
tier-ring = 近郊区
tier-outer = 远郊区县

demand-home = 自有车位充电
demand-residential = 无自有车位住户
demand-workplace = 工作地
demand-destination = 目的地
demand-corridor = 公路过境
demand-taxi = 出租与网约
demand-bus = 公交
demand-logistics = 物流
demand-sanitation = 环卫

function-charging = 充电
function-hydrogen = 加氢
function-swap = 换电
function-methanol = 甲醇加注

place-settlement = 居民点
place-district_seat = 区政府驻地
place-airport = 机场
place-rail_station = 火车站
place-port = 港区
place-zone = 功能区与开发区
place-logistics = 物流园
place-industry = 重点企业
place-attraction = 场馆与景点
place-charging_station = 已建充电站
origin-not-stated = 未注明

ownership-commercial = 经营
ownership-captive = 自用

supply-by-product = 工业副产氢
supply-electrolysis = 电解水制氢
supply-reforming = 重整制氢
supply-import = 外购

transport-tube_trailer = 长管拖车
transport-pipeline = 管道
transport-onsite = 站内制氢

road-expressway = 高速公路
road-trunk = 国省干线

## maps: pages

## maps: frame and pictures

## gisplan: tables and results

## gisplan: clauses and delivery

## gisplan: report

## gisplan: explain

## gisplan: why
why-site = { $site } { $name }：{ $kind }
why-chosen = 方案在此设桩
why-not-chosen = 方案未在此设桩
why-barred = 不能设桩：{ $reason }
why-forced = 任何方案都包含它：{ $reason }
why-excluded = 图层中标为排除
why-no-charging = 允许功能不含充电（{ $allows }）
why-no-room = { $bays }个车位、{ $power }
why-existing = 现状点位
why-category-required = 所有{ $category }都必须建设
why-required = 图层中标为必建
why-not-public = 非公共点位，不计入公共覆盖
why-people-lost = 服务半径内{ $reach }人，其中{ $added }人没有其他开放点位可达
why-people-added = 服务半径内{ $reach }人，再开放它只新覆盖{ $added }人
why-least-added = 贡献最小的可选开放点位是{ $site }，独自覆盖{ $people }人
why-energy = 每日供电{ $energy }千瓦时（{ $parts }）
why-gap = 所在道路该方向快充最大间距{ $held }，没有它为{ $without }
why-no-other = 没有其他候选点位能替代它
why-next-best = 次优替代：{ $name }（{ $site }），可补回{ $people }人，相距{ $away }
why-covered-by = 已由{ $name }（{ $site }）覆盖其中{ $people }人，相距{ $away }
why-station = 方案在此建加氢站，日售氢{ $sold }
why-screened-out = { $size }加氢站筛查不通过：{ $reason }
why-screened-in = { $size }加氢站初步筛查可建（非合规结论），未被选中

## gisplan: planning, scenario, verify

## gisplan: the command line

## optimize: faults and reasons
