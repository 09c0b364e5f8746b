package main

// The text under each subcommand's --help: what it does, one example that can be
// typed as it stands, and what its exit code says.

func (*initCmd) Help() string {
	return `在数据目录中建立空台账，登记单位名称和三名管理员；只能做一次。激活码只显示这一次。--host 另生成 TLS 密钥与证书。

Founds an empty book in the data folder with the organ's name and its three administrators, once. The codes are shown this once. --host makes a TLS key and certificate too.

例 Example:
    sealbook init --data /var/lib/sealbook --organ "某某机关" --host sealbook.example --system-admin chen=陈某`
}

func (*serveCmd) Help() string {
	return `运行页面与接口，直到 SIGINT 或 SIGTERM。单位名称取自 init，--organ 可另指。

Serves pages and API until SIGINT or SIGTERM. The organ's name is the one given to init, unless --organ names another.

例 Example:
    sealbook serve --data /var/lib/sealbook --listen 10.0.0.5:8443`
}

func (*tlsCmd) Help() string {
	return `证书与私钥放在数据目录的 tls 中（0600）。不打开台账，因此不需要账号。

Certificate and key lie in the folder tls of the data folder (0600). The book is not opened, so no account is asked for.

例 Example:
    sealbook tls show --data /var/lib/sealbook`
}

func (*tlsShowCmd) Help() string {
	return "例 Example:\n    sealbook tls show --data /var/lib/sealbook"
}

func (*tlsMakeCmd) Help() string {
	return "例 Example:\n    sealbook tls make --host sealbook.example,10.0.0.5 --data /var/lib/sealbook"
}

func (*tlsTakeCmd) Help() string {
	return "例 Example:\n    sealbook tls take --tls-cert new.crt --tls-key new.key --replace --data /var/lib/sealbook"
}

func (*demoCmd) Help() string {
	return `建立约 250 件设备的样例台账（第一次约需一分钟）并运行，打印各角色的账号和口令。

Builds a sample book of about 250 assets (the first time it takes a minute or so), serves it and prints the accounts.

例 Example:
    sealbook demo --data data/demo --listen localhost:8080`
}

func (*importCmd) Help() string {
	return `把台账的每一行登记为草稿；台账不因导入而改动。被拒的行和与台账不一致的行各写入一个文件，放在原文件旁。再次导入同一文件不会重复登记。先用 --dry-run 预览。

Registers every row as a draft and never changes what is on record. Rejected rows, and rows that differ from the book, are written to a file each beside the input. The same file again registers nothing. Try --dry-run first.

例 Example:
    sealbook import 台账.xlsx --data /var/lib/sealbook --account baomi --dry-run

退出码 Exit code: 0 全部合格 all well, 1 有行被拒 some rows rejected, 2 用法有误 wrong use, 3 故障 fault.`
}

func (*labelsCmd) Help() string {
	return `把标签画成 PDF 并记一次打印任务。必须写明 --all、--unlabelled 或 --code 之一。已有的文件不会被覆盖，除非加 --force。

Draws labels into a PDF and records a print job. One of --all, --unlabelled and --code has to be given. An existing file is not overwritten without --force.

例 Example:
    sealbook labels --code JM-PC-0001,JM-PC-0002 --sheet a4-70x37 -o labels.pdf --account ziguan`
}

func (*exportCmd) Help() string {
	return `导出权限范围内的设备台账：文件标明密级、编号，并登记用途。已有的文件不会被覆盖，除非加 --force。

Exports the assets in your scope: the file is marked and numbered, its purpose goes on record. An existing file is not overwritten without --force.

例 Example:
    sealbook export --format xlsx --purpose "年度清查" --life in_use --life in_store -o 台账.xlsx --account baomi`
}

func (*userCmd) Help() string {
	return `每个子命令以 --account 的身份、用其口令办理；password 只需激活码。

Each subcommand acts as --account with its password; password needs the activation code only.

例 Example:
    sealbook user password sysadmin --data /var/lib/sealbook
    sealbook user create zhangsan 张三 --account sysadmin`
}

func (*userListCmd) Help() string {
	return "例 Example:\n    sealbook user list --account sysadmin"
}

func (*userCreateCmd) Help() string {
	return "例 Example:\n    sealbook user create zhangsan 张三 --account sysadmin"
}

func (*userActivateCmd) Help() string {
	return "例 Example:\n    sealbook user activate zhangsan --account secadmin"
}

func (*userSuspendCmd) Help() string {
	return "例 Example:\n    sealbook user suspend zhangsan --reason \"借调外出\" --account secadmin"
}

func (*userCloseCmd) Help() string {
	return "例 Example:\n    sealbook user close zhangsan --reason \"调离\" --account sysadmin"
}

func (*userPasswordCmd) Help() string {
	return "口令取自 SEALBOOK_PASSWORD，未设则询问。The password comes from SEALBOOK_PASSWORD, else it is asked.\n\n例 Example:\n    sealbook user password zhangsan --code ABCDE-FGHIJ-KLMNO-PQRST"
}

func (*userSeatsCmd) Help() string {
	return "例 Example:\n    sealbook user seats --seat asset_officer --account secadmin"
}

func (*userGrantCmd) Help() string {
	return "例 Example:\n    sealbook user grant 张三 asset_officer --department 一处 --until 2027-12-31 --account secadmin"
}

func (*userRevokeCmd) Help() string {
	return "例 Example:\n    sealbook user revoke 张三 asset_officer --reason \"轮岗\" --account secadmin"
}

func (*userUnlockCmd) Help() string {
	return `一名管理员申请，另一名在 24 小时内确认或不同意；双方均不得是账号本人。

One administrator asks, another confirms or refuses within 24 hours; neither is the owner.

例 Example:
    sealbook user unlock zhangsan --reason "本人在场" --account secadmin
    sealbook user unlock zhangsan --confirm --account sysadmin`
}

func (*userRecoverCmd) Help() string {
	return `一名管理员申请，另一名在 24 小时内确认或不同意；双方均不得是账号本人。确认人得到一次性激活码，当面交给本人。

One administrator asks, another confirms or refuses within 24 hours; neither is the owner. Who confirms is shown the one-time code and hands it to the owner.

例 Example:
    sealbook user recover zhangsan --reason "口令遗失" --account secadmin
    sealbook user recover zhangsan --confirm --account sysadmin`
}

func (*userRequestsCmd) Help() string {
	return "例 Example:\n    sealbook user requests --account sysadmin"
}

func (*versionCmd) Help() string {
	return "例 Example:\n    sealbook version --json"
}

func (*refoldCmd) Help() string {
	return `重放全部历史，逐列核对台账各表与计数，列出不符之处（不显示记录的内容）。--recount 先按各行重建计数：旧版本进程在升级后仍写入过，计数才会有误。

Replays the whole history, holds every table and the counts against it and lists what differs, without what records say. --recount first counts all assets anew: counts go wrong where a process of an older release wrote on after an upgrade.

例 Example:
    sealbook refold --data /var/lib/sealbook --account sysadmin

退出码 Exit code: 0 无不符 no difference, 1 有不符 some differ, 2 用法有误 wrong use, 3 故障 fault.`
}
