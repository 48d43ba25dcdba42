/**
 * Name endings of files that run a program, or prepare one to run, when opened
 * on a desktop, and of files that a browser runs. The list follows two that
 * others keep and should be compared with them from time to time: the
 * attachments that Outlook blocks ("Blocked attachments in Outlook",
 * support.microsoft.com) and those that Chromium calls dangerous
 * (components/safe_browsing/content/resources/download_file_types.asciipb).
 * Everyday office files such as .xlsb, .ini and .sql are left out.
 */
const ENDINGS = `
  action ade adp apk app appimage application appref-ms appx appxbundle asp aspx asx bas bash
  bat bgi cab caction chi chm class cmd cnt com command configprofile cpi cpl csh dc42 deb
  desktop dex dfont diagcab diagpkg dll dmg dmgpart docm dotm drv dvdr efi exe fish fon fxp
  gadget hlp hpj hqx hta htm html htt img imgpart inf ins inx iso isp isu its jar jnlp job js
  jse ksh library-ms lnk mad maf mag mam manifest mar mas mau mav maw mcf mda mdb mde mdt mdw
  mdz mht mhtml mjs mobileconfig mof mpkg msc msh msh1 msh1xml msh2 msh2xml mshxml msi msix
  msixbundle msp mst msu ndif networkconnect ocx oqy osd osx paf pax pcd pet pif pkg pl plg
  potm ppam ppsm pptm prf prg ps1 ps1xml ps2 ps2xml psc1 psc2 psd1 psdm1 psm1 pst pup py pyc
  pyd pyo pyw pyz pyzw rb reg rels rgs rpm run scf scr sct search-ms searchconnector-ms
  service settingcontent-ms sh shar shb shs shtm shtml sldm slk slp sparsebundle sparseimage
  svg svgz swf sys tcsh terminal theme themepack torrent udif udl url vb vbe vbp vbs vdx vhd
  vhdx vsmacros vsw vtx vxd wb1 webarchive website wflow wiz workflow ws wsc wsf wsh xap xbap
  xht xhtml xip xla xlam xll  xlsm xltm xlw xml xnk xrm-ms xsl xslt zsh
`;

const DANGEROUS = new Set(ENDINGS.trim().split(/\s+/));

/**
 * Whether opening a file of this name would run its sender's program. `name`
 * comes from `cleanName`, so the checked name is the shown one. Full-width
 * letters count as plain ones. Pure.
 */
export function hasDangerousEnding(name: string): boolean {
  const ending = name.normalize("NFKC").split(".").slice(1).at(-1);
  return ending !== undefined && DANGEROUS.has(ending.trim().toLowerCase());
}
