// Package record turns the data rows of a found table into typed records of
// assets: ledgers as organs keep them, and the exports of other trackers. It
// knows nothing of the database; what a record means is decided by commands.
package record

import (
	"strings"

	"sealbook/internal/errs"
	"sealbook/internal/importer/table"
)

// Names of the fields a column can be mapped to.
const (
	Seq              = "seq"
	Code             = "code"
	FixedAssetNo     = "fixed_asset_no"
	Name             = "name"
	Department       = "department"
	Room             = "room"
	Kind             = "kind"
	Brand            = "brand"
	Model            = "model"
	BrandModel       = "brand_model"
	Serial           = "serial"
	DriveSerials     = "drive_serials"
	Level            = "level"
	Term             = "term"
	Scope            = "scope"
	Keeper           = "keeper"
	KeeperDepartment = "keeper_department"
	KeeperFirst      = "keeper_first"
	KeeperLast       = "keeper_last"
	StartDate        = "start_date"
	Use              = "use"
	OS               = "os"
	OSInstalled      = "os_installed"
	MAC              = "mac"
	Optical          = "optical"
	Network          = "network"
	Wireless         = "wireless"
	Host             = "host"
	Supplier         = "supplier"
	PurchaseDate     = "purchase_date"
	Status           = "status"
	Notes            = "notes"
	Capacity         = "capacity"

	// What a list exported from a book tells of ledgers it took over.
	ClaimLevel      = "claim_level"
	ClaimScope      = "claim_scope"
	ClaimDepartment = "claim_department"
	ClaimRoom       = "claim_room"
	ClaimKeeper     = "claim_keeper"
	ClaimHost       = "claim_host"
)

func field(name, zh, en, words string) table.Field {
	return table.Field{Name: name, Text: errs.T(zh, en), Words: strings.Fields(words)}
}

func instead(f table.Field, other string) table.Field {
	f.Instead = other
	return f
}

// ledgerFields: what headers in the ledgers of organs mean, surest first. Words
// are compared without spaces, punctuation and case.
func ledgerFields() []table.Field {
	return []table.Field{
		field(Seq, "序号", "no.", "序号 序 顺序号 行号 # no num"),
		instead(field(Code, "保密编号", "code", "保密编号 涉密编号 介质编号 涉密介质编号 涉密设备编号 涉密计算机编号 计算机编号 设备保密编号 设备编号 载体编号 统一编号 台账编号 编号 assettag assetid tag assetcode"), FixedAssetNo),
		field(FixedAssetNo, "固定资产编号", "fixed asset no.", "固定资产编号 固定资产号 固资编号 资产编号 资产编码 资产号 资产卡片号 fixedassetnumber"),
		field(Name, "名称", "name", "资产名称 品名 名称 assetname itemname title"),
		field(Department, "使用部门", "department", "使用部门 所在部门 所属部门 部门 使用单位 所属单位 部门名称 使用处室 处室 科室 责任部门 管理部门 dept"),
		field(Room, "房间", "room", "房间 房间号 房号 存放地点 放置地点 存放位置 放置位置 使用地点 所在位置 安装位置 办公室 地点 位置 location"),
		instead(field(Kind, "类型", "kind", "类型 设备类型 介质类型 计算机类型 载体类型 种类 设备种类 类别 设备类别 介质类别 设备名称 介质名称 分类 type category devicetype"), Name),
		field(Brand, "品牌", "brand", "品牌 厂牌 生产厂家 生产厂商 厂家 厂商 制造商 manufacturer maker vendor"),
		field(Model, "型号", "model", "型号 规格型号 设备型号 机型 规格 modelname assetmodel modelno modelnumber"),
		field(BrandModel, "品牌型号", "brand and model", "品牌型号 品牌及型号 品牌和型号 品牌规格型号 厂牌型号 设备品牌型号 名称型号 brandmodel"),
		field(Serial, "主机序列号", "serial number", "主机序列号 机身序列号 整机序列号 设备序列号 介质序列号 主机编号 机身编号 出厂编号 出厂序列号 序列号 产品序列号 sn serialno serialnumber"),
		field(DriveSerials, "硬盘序列号", "drive serial numbers", "硬盘序列号 硬盘编号 硬盘号 硬盘出厂编号 硬盘sn 存储序列号 driveserial driveserialnumber harddiskserial diskserial hddserial"),
		field(Level, "密级", "level", "密级 涉密等级 设备密级 介质密级 最高密级 涉密级别 classification securitylevel"),
		field(Term, "保密期限", "term", "保密期限 期限 保密年限"),
		field(Scope, "知悉范围", "scope", "知悉范围 使用范围 接触范围 needtoknow"),
		field(Keeper, "责任人", "keeper", "责任人 责任人姓名 设备责任人 保密责任人 使用人 使用者 使用责任人 保管人 管理人 领用人 持有人 姓名 custodian owner assignedto checkedoutto user"),
		field(KeeperDepartment, "责任人/部门", "keeper and department", "责任人部门 部门责任人 责任人及部门 部门及责任人 使用部门及责任人 责任人使用部门 使用人部门 部门使用人 保管人部门 责任部门责任人"),
		field(StartDate, "启用时间", "start of use", "启用时间 启用日期 投入使用时间 开始使用时间 使用时间 领用时间 领用日期 启用 startofuse inuse since"),
		field(Use, "用途", "use", "用途 主要用途 使用用途 purpose"),
		field(OS, "操作系统", "operating system", "操作系统及版本 操作系统版本 操作系统 操作系统名称及版本 系统版本 osversion"),
		field(OSInstalled, "操作系统安装时间", "os install date", "操作系统安装时间 操作系统安装日期 系统安装时间 系统安装日期 安装时间 安装日期 osinstalldate installdate"),
		field(MAC, "MAC地址", "mac address", "mac地址 网卡mac地址 网卡地址 物理地址 有线网卡mac mac macaddr"),
		field(Optical, "光驱", "optical drive", "光驱 光驱类型 光驱情况 光驱配置 opticaldrive"),
		field(Network, "网络属性", "network", "网络属性 联网情况 联网状态 网络情况 接入网络 所联网络 网络类型 是否联网"),
		field(Wireless, "无线部件", "wireless parts", "无线部件 无线 无线模块 无线网卡 无线功能 无线设备 无线拆除情况 无线网卡情况 wireless"),
		field(Host, "连接主机", "host", "连接主机 所连主机 所连计算机 连接计算机 所属主机 主机编号及名称 connectedto hostcomputer"),
		field(Supplier, "供应商", "supplier", "供应商 供货商 供货单位 销售商 采购渠道 purchasedfrom purchasefrom"),
		field(PurchaseDate, "购置日期", "purchase date", "购置日期 购置时间 采购日期 采购时间 购买日期 购入时间 配发时间 purchased purchasetime"),
		field(Status, "状态", "status", "状态 使用状态 设备状态 使用情况 目前状态 现状 使用状况 statuslabel"),
		field(Notes, "备注", "notes", "备注 说明 其他说明 附注 note remark remarks comment"),
		field(Capacity, "容量", "capacity", "容量 存储容量 介质容量 硬盘容量 size"),
		field(ClaimLevel, "原台账密级", "level in the old ledger", ""),
		field(ClaimScope, "原台账知悉范围", "scope in the old ledger", ""),
		field(ClaimDepartment, "原台账部门", "department in the old ledger", ""),
		field(ClaimRoom, "原台账房间", "room in the old ledger", ""),
		field(ClaimKeeper, "原台账责任人", "keeper in the old ledger", ""),
		field(ClaimHost, "原台账连接主机", "host in the old ledger", ""),
	}
}

// Ledger is the vocabulary of the ledgers organs keep.
var Ledger = table.New(table.Vocabulary{
	Format: "ledger", Fields: ledgerFields(), Identity: []string{Code, Serial, FixedAssetNo}, Sequence: Seq,
	Required: [][]string{{Code, Serial, DriveSerials}},
})

// Vocabularies are all formats an asset file can have; Ledger is the fallback
// for a file nobody recognises.
func Vocabularies() []*table.Vocabulary {
	return []*table.Vocabulary{Ledger, SnipeIT, Shelf, Homebox}
}

// ByFormat returns the vocabulary a mapping names.
func ByFormat(format string) (*table.Vocabulary, bool) {
	for _, v := range Vocabularies() {
		if v.Format == format {
			return v, true
		}
	}
	return nil, false
}
