package asset

import "sealbook/internal/errs"

// Class groups the kinds of assets by what may be done with them (domain.md §2).
type Class string

var classTexts = map[Class]errs.Text{
	Computer: errs.T("计算机", "computer"),
	OA:       errs.T("办公自动化设备", "office device"),
	Drive:    errs.T("硬盘", "drive"),
	Drum:     errs.T("硒鼓", "drum"),
	Medium:   errs.T("移动存储介质", "medium"),
	NetDev:   errs.T("网络设备", "network device"),
	Token:    errs.T("密钥载体", "token"),
	SecProd:  errs.T("安全保密产品", "security product"),
	Plain:    errs.T("普通外设", "plain device"),
}

// Classes lists the classes in the order of domain.md §2.
func Classes() []Class {
	return []Class{Computer, OA, Drive, Drum, Medium, NetDev, Token, SecProd, Plain}
}
