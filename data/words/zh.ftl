# What gisplan says in Chinese. Syntax: Project Fluent (projectfluent.org). A message has the same code and the
# same figures in every language; `tests/test_words.py` holds that. A new message goes to the section of its room.

## The language itself
language-name = 中文
language-tag = zh-CN
between-list = 、
between-clauses = ，
between-faults = { "；" }
between-lines = { "\u000A" }
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
unit-kinds = { $number } 类
unit-districts = { $number } 个区
unit-cities = { $number } 个市
unit-zones = { $number } 个功能区
unit-places = { $number } 处
unit-sources = { $number } 处
unit-vehicles = { $number } 辆
unit-edges = { $number } 项
unit-chargers-year = { $number } 台/年
unit-ratio = { $number }（能力/需求）
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
verdict-met = 达到
verdict-not-met = 未达到
verdict-partly = 部分达到
verdict-not-assessable = 无法评估
verdict-context = 背景信息

clause-context-bodies = 责任单位及分工见bodies.csv。
clause-context-zones = 所列地点、所在区和规划数量见zones.csv。
clause-context-industry = 产业或科研要求，不由设施布局实现。
clause-context-baseline = 现状或历史数字，不是要求。
clause-context-finance = 资金、用地或价格政策，不由布局决定。
clause-context-demand = 需求侧背景，不作判定。
clause-still-needed = 尚需：{ $what }。
clause-year-passed = 条款期限{ $year }年已过，按{ $horizon }年规划期末评价。
clause-people-from = { $districts }区人口（占{ $share }）{ $tag ->
        [memory] 凭记忆
       *[modelled] 为模拟
    }
clause-rests-on-people = 所依人口：{ $parts }。
clause-none-verified = 位置均未经核实（模拟或凭记忆）。
clause-some-unverified = 其中{ $count }处未经核实（模拟或凭记忆）。
clause-none = 无

## gisplan: what keeps a quantity from being known
clause-no-parameter = 条款文件没有参数{ $name }。
clause-not-understood = { $quantity }不认识{ $argument }。
clause-no-stations = 本情景不新建加氢站。
clause-no-hydrogen_supply = 没有氢源图层。
clause-no-corridors = 区域没有高速走廊图层。
clause-no-verification = 没有应检定的新增充电桩。
clause-no-platform = 没有规划站点。
clause-no-permits = 没有需审批的站点。
clause-no-projects = 没有需备案的项目。
clause-no-chargers = 没有新增充电桩。
clause-no-public-sites = 没有公共站点。
clause-no-private-sites = 没有私人桩站点。
clause-no-home-chargers = 没有居民小区交流桩，或情景没有[grid]一节。
clause-no-stock = 规划新增公共充电桩{ $count }台；已有数量不明（chargers.existing）。
clause-nothing-asked = 没有公共充电需求。
clause-no-category = 区域数据中没有{ $kind }图层。
clause-no-place = 区域数据中没有{ $kind }。
clause-no-tier = 区域没有片区{ $tiers }；有{ $held }。
clause-no-zone = 区域数据中没有这些功能区：{ $zones }。
clause-no-people = 没有评价范围内的人口。
clause-judges-means = 本情景按平均服务半径评价（{ $profile }），未评价{ $metres }米覆盖。
clause-judges-radius = 本情景按覆盖半径评价（{ $profile }），未评价平均服务半径。
clause-judges-wider = 本情景的评价半径或范围与条款（{ $metres }米，{ $tiers }）不同。
clause-no-operator = { $stations }座利用加油站土地，但数据中没有经营单位。
clause-no-pilot = 本情景没有{ $kind }（delivery.pilots）。
clause-no-capacity = 检定能力不明（delivery.verification_capacity）。
clause-no-fleet = 需求模型没有车队：{ $fleets }。
clause-no-classes = 需求图层没有分类用电。

## gisplan: the evidence of a quantity, by its name
clause-new_chargers = 规划新增{ $count }台（{ $parts }），自{ $base }之后计。
clause-chargers-of = { $access }{ $count }台
clause-public_chargers_in_all = 新增公共{ $new }台，已有{ $stands }台，合计{ $count }台。
clause-new_chargers_at = { $category }：{ $of }处站点、{ $count }台充电桩。
clause-category-of-access = { $category }{ $access }
clause-public_capacity_ratio = 公共桩可供{ $capacity }，需求{ $asked }（含未满足）。
clause-chargers_of_national_standard = { $of }台中{ $count }台采用国家接口标准（platform.csv）。
clause-service_areas_equipped = { $of }处{ $kind }（双向分计）中{ $count }处有{ $speed ->
        [fast] 快充
       *[public] 公共
    }充电桩。
clause-places_served = { $of }处{ $kind }中{ $count }处在{ $metres }米（直线）内有{ $what }。
clause-of-them-public = 其中{ $count }处为公共桩。
clause-named_places_served = { $of }处{ $kind }中{ $count }处在{ $metres }米（直线）内有{ $what }{ $who ->
        [truck] 或加氢站
       *[public] { "" }
    }。
clause-public-chargers = 公共充电桩
clause-truck-chargers = 不低于{ $power }的充电桩
clause-people_covered = 评价范围{ $people }中{ $covered }在{ $kilometres }公里内有公共充电站；人口分布为模型估算。
clause-people_reached = { $people }中{ $covered }在情景半径内有公共充电站。
clause-zones_within_mean_distance = { $of }类片区中{ $count }类平均距离达标（{ $ways }）。
clause-mean-way = { $radius }：{ $mean }
clause-corridors_within_gap = { $of }条走廊（分方向）中{ $count }条快充间距不超过{ $kilometres }公里，{ $broken }条超过，{ $open }条末端未知。
clause-districts_scored = { $of }个区中{ $count }个有全部评价数据（districts.csv）。
clause-stations_in_all = 新建{ $new }座；另据{ $on }前的报道已建{ $standing }座（多数无位置，未核实）；累计{ $count }座。
clause-new_stations = 新建加氢站{ $count }座。
clause-ownership_kinds = 新建商业站{ $commercial }座、自用站{ $captive }座。
clause-stations_on_fuel_land = 新建{ $of }座中{ $count }座（{ $share }）利用加油站土地。
clause-stations_of_operator = { $count }座位于所列企业场站；{ $unnamed }座经营单位不明。
clause-integrated_stations = { $count }座加氢站与充电或加油同址，为综合供能站。
clause-functions_at_fuel_stations = 利用加油站土地：{ $parts }。
clause-function-at = { $what }{ $count }处
clause-stations_in = { $places }新建加氢站{ $count }座。
clause-districts_with_station = 新建加氢站：{ $parts }。
clause-districts_with_integrated = 新建综合供能站：{ $parts }。
clause-zones_with_station = 功能区内新建加氢站：{ $parts }。
clause-zone-without-place = { $zone }没有位置。
clause-stations-at = { $what }{ $count }座
clause-station_pressures = { $parts }。
clause-of-pressure = { $what } { $count }座
clause-hydrogen_used = 用氢{ $used }，{ $sources }处氢源能力合计{ $capacity }。
clause-source-overdrawn = { $name }超过能力。
clause-source-missing = 缺少{ $place }氢源。
clause-sources_of_kind = { $of }处氢源中{ $count }处为{ $kind }。
clause-sources_by_transport = { clause-sources_of_kind }
clause-delivered_hydrogen_cost = 规划站到站供氢成本平均{ $cost }，各站见stations.csv。
clause-hydrogen_demand_served = 加氢需求{ $asked }中满足{ $served }；需求为模型估算。
clause-hydrogen_vehicles = 需求模型含氢能货车{ $trucks }辆、客车{ $buses }辆。
clause-facility_kinds = { $parts }（facilities.csv）。
clause-kind-of = { $what }{ $count }
clause-facilities = { $kind }{ $count }（facilities.csv）。
clause-pilots = 情景要求{ $of }处{ $kind }，安排{ $count }处：{ $names }。
clause-orderly_chargers = 居民小区交流桩{ $of }台，按{ $share }参与有序充电，计算负荷少{ $saved }（同时率{ $coincidence }）。
clause-verifications_due = { $year }年最多，应检定{ $count }台（首检{ $first }、周检{ $again }）{ $stands ->
        [unknown] ；已有公共桩数量不明，未计
       *[known] { "" }
    }；各年见verification.csv。
clause-verification_capacity = 检定能力{ $count }台/年。
clause-platform_records_complete = { $of }处站点中{ $count }处平台记录完整（platform.csv）；{ $unnamed }处运营企业待定。
clause-public_sites_interoperable = { $of }处公共站点中{ $count }处全部采用国家接口标准（platform.csv）；支付和数据互通待运营。
clause-private_sites_one_window = { $of }处私人桩站点中{ $count }处只走联网通办（permits.csv）。
clause-projects_filed = { $count }/{ $of }个项目列明备案机关（{ $authorities }个）。
clause-stations_filed = { clause-projects_filed }
clause-sites_with_one_bundle = { $of }处站点中{ $count }处的全部手续由一个窗口受理（permits.csv）。
clause-unlawful_precedences = { $of }项手续中{ $first }项可同时办理，{ $waits }项有法定前置{ $lawful ->
        [no] ；无依据：{ $kinds }。
       *[yes] （permits.csv）。
    }
clause-fleet_electric_share = 需求模型中新增和更新车辆电动化比例：{ $parts }；充电需求按此计算。
clause-fleet-share = { $fleet }{ $share }
clause-fleets_in_demand = { $of }类车队中{ $count }类计入需求；缺：{ $absent }。

fleet-bus = 公交
fleet-taxi = 出租
fleet-sanitation = 环卫
fleet-logistics = 物流
fleet-postal = 邮政
fleet-official = 公务
fleet-municipal = 市政
fleet-warehouse = 仓储
fleet-mine = 矿山
fleet-airport = 机场
fleet-port = 港口

facility-AC = 交流充电桩
facility-DC = 直流充电桩
facility-high_power = 大功率充电桩
facility-orderly = 有序充电桩
facility-swap = 换电站
facility-methanol = 甲醇加注站
facility-hydrogen = 加氢站
facility-integrated = 综合供能站
facility-wireless = 无线充电试点
facility-v2g = 双向充放电（V2G）试点
platform-status-planned = 规划

## gisplan: what a verdict assumes
assumes-people = 所依人口：{ $parts }
assumes-baseline = 基准日{ $base }
assumes-utilisation = 可供电量以充电桩类型的max_utilisation为限
assumes-connectors = 接口标准按充电桩类型（{ $tags }）
assumes-inventory = 按区域数据的名录，可能为模拟
assumes-way = 距离为{ $way ->
        [roads] 沿路距离
       *[circuity] 直线 × { $detour }
    }
assumes-threshold = 阈值{ $threshold }
assumes-radii = 半径按coverage.profile = { $profile }
assumes-mean-radii = 平均半径出自仅见于报道的规划
assumes-station-count = count = { $count }{ $rests ->
        [reported] ；依据报道的已建加氢站数量
       *[none] { "" }
    }
assumes-zone-circle = 功能区按其地点的圆形范围计，半径为输入值
assumes-source-capacity = 能力按氢源图层
assumes-haul-cost = 氢源和运输成本为情景假设
assumes-hydrogen-demand = 加氢需求为模型估算
assumes-high-power = 大功率指不低于{ $power }（{ $tag }）
assumes-pilots = 试点站点数量（{ $tags }）
assumes-cycle = 检定周期{ $years }年（{ $tag }）
assumes-connection = 接入在运营阶段完成
assumes-operators = 运营企业在规划之后确定
assumes-laws = 前置的法律依据凭记忆
assumes-fleet-shares = 需求模型的系数，不是登记数字
assumes-fleet-energy = 车队用电为模型估算

## gisplan: faults of policy registers and of tables of permits
policy-not-valid = { $file }：条款文件无效。
policy-do-not-fit = policy：各条款文件互不相容。
policy-fault = { "  " }{ $place }：{ $fault }
policy-document-differs = { "  " }文件{ $key }在{ $register }中不同
policy-parameter-differs = { "  " }参数{ $key }在{ $register }中不同
policy-clause-twice = { "  " }条款{ $id }同在{ $one }和{ $other }中
policy-did-you-mean = { " " }是否指{ $name }？
policy-check-long = 核对式长{ $length }个字符：最多{ $most }个
policy-check-no-expression = 核对式{ $check }：不是表达式：{ $error }
policy-check-no-comparison = 核对式{ $check }：{ $part }不是比较式。可写为：new_chargers >= target
policy-check-chained = 核对式{ $check }：比较了两边以上。请用and连接两个比较式。
policy-check-operator = 核对式{ $check }：只能用>=、<=、>、<或==比较
policy-check-brackets = 核对式{ $check }：{ $name }须带括号
policy-check-not-allowed = 核对式{ $check }：其中不能有{ $part }
policy-check-takes-one = 核对式{ $check }：{ $name }只取一个量
policy-check-takes-several = 核对式{ $check }：{ $name }须取若干量
policy-check-arguments = 核对式{ $check }：{ $name }的参数须为文字或数字
policy-check-parameter = 核对式{ $check }：parameter须取一个带引号的名称
policy-check-no-quantity = 核对式{ $check }：没有量'{ $name }'。{ $hint } gisplan clauses --quantities列出全部
policy-check-takes = 核对式{ $check }：{ $name }的参数为{ $takes }，不是{ $count }个
policy-no-arguments = 无
policy-check-and-context = 既有check又有context：只写其一
policy-no-judgement = 须有check、context或settled_by（何种数据可定）之一
policy-partly = at_most = "partly"须有settled_by：何种数据可定其余部分
policy-no-target = 核对式{ $check }用到target，而条款没有
policy-no-text = 须有fragments或text
policy-id-twice = 条款编号{ $id }重复
policy-no-document = 条款{ $id }：文件{ $document }不在[documents]中
policy-no-fragments = 条款{ $id }：读过的文件须有fragments以便查找
policy-no-clause = 功能区{ $zone }：没有条款{ $clause }
permit-not-valid = { $file }：手续表无效。
permit-id-twice = { $file }：两项手续编号相同，须各有编号。
permit-unknown = { $file }：手续{ $permit }以{ $other }为前置，而表中没有。
permit-circle = { $file }：手续{ $permits }互为前置，成环。

## gisplan: what a quantity counts, by its name
quantity-chargers_of_national_standard = 采用国家接口标准（GB/T 20234）的新增充电桩
quantity-corridors_within_gap = 快充间距不超过上限的高速公路（分方向）
quantity-delivered_hydrogen_cost = 到站供氢成本（按用量加权平均）
quantity-districts_scored = 有评价数据的区
quantity-districts_with_integrated = 所列区中有综合供能站的个数
quantity-districts_with_station = 所列区（市）中有新建加氢站的个数
quantity-facilities = 某类设施的数量
quantity-facility_kinds = 所列设施种类中规划有的种数
quantity-fleet_electric_share = 所列车队新增和更新车辆电动化比例（取最低）
quantity-fleets_in_demand = 需求模型包含的车队种数
quantity-functions_at_fuel_stations = 在加油站土地上增加的功能种类
quantity-hydrogen_capacity = 氢源能力合计
quantity-hydrogen_demand_served = 规划站满足的加氢需求
quantity-hydrogen_used = 规划站用氢量
quantity-hydrogen_vehicles = 氢能需求对应的车辆
quantity-integrated_stations = 一处两种以上功能的综合供能站
quantity-named_places_served = 半径place_m内有充电桩（或货车可用设施）的指名地点
quantity-new_chargers = 规划新增充电桩（不写类别时为公共、专用、私人各类合计）
quantity-new_chargers_at = 某类场所新增充电桩
quantity-new_stations = 新建加氢站
quantity-orderly_chargers = 居民小区交流桩中的有序充电桩
quantity-ownership_kinds = 新建加氢站的权属类别（商业、自用）
quantity-people_covered = 2公里（radius_m）公共充电网络覆盖的评价人口
quantity-people_reached = 情景半径内有公共充电站的全部人口
quantity-pilots = 承担某类试点的规划站点
quantity-places_served = 半径catchment_m内有公共（或货车可用）充电桩的场所
quantity-platform_records_complete = 平台记录完整的规划站点
quantity-private_sites_one_window = 只走联网通办的私人桩站点
quantity-projects_filed = 已列明备案机关的项目
quantity-public_capacity_ratio = 公共充电可供电量与公共需求之比
quantity-public_chargers_in_all = 年末公共充电桩保有量：规划新增加已有
quantity-public_sites_interoperable = 接口符合国家标准、可互联互通的公共站点
quantity-service_areas_equipped = 有公共充电桩（或快充）的服务区，双向分计
quantity-sites_with_one_bundle = 审批手续由一个窗口受理的站点
quantity-sources_at = 位于所列地点的氢源地点数
quantity-sources_by_transport = 某种输送方式的氢源
quantity-sources_of_kind = 某类氢源
quantity-sources_overdrawn = 用氢超过能力的氢源
quantity-station_pressures = 规划站的加注压力种类
quantity-stations_filed = 已列明备案机关的加氢项目
quantity-stations_in = 所列区的新建加氢站
quantity-stations_in_all = 累计加氢站：新建加已有，商业和自用合计
quantity-stations_of_operator = 位于所列企业加油场站的新建加氢站
quantity-stations_on_fuel_land = 利用加油（气）站土地的新建加氢站
quantity-unlawful_precedences = 没有法律依据的审批前置
quantity-verification_capacity = 每年检定能力
quantity-verifications_due = 最忙一年应检定的充电桩
quantity-zones_with_station = 所列功能区中有新建加氢站的个数
quantity-zones_within_mean_distance = 平均服务半径达标的片区

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
