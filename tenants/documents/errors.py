"""Refusals of files and papers: what is wrong with the file, and what to save it as."""

from __future__ import annotations

from commons.kernel.errors import Invalid, NotFound, OutOfTurn, RuleBroken


class AttachmentNotFound(NotFound):
    code = "documents.attachment_not_found"
    sentence = "没有找到这个附件。请返回上一页核对后重试。"


class DocumentNotFound(NotFound):
    code = "documents.document_not_found"
    sentence = "没有找到这份文书。请返回列表核对后重试。"


class FileMissing(NotFound):
    code = "documents.file_missing"
    sentence = "附件的文件暂时读不到，请联系本机构管理员恢复后重试。"


class FileEmpty(Invalid):
    code = "documents.file_empty"
    sentence = "文件是空的，请重新选择文件后上传。"


class FileTooLarge(Invalid):
    code = "documents.file_too_large"
    sentence = "文件超过 {most} MB，请压缩或拆分后重新上传。"


class FileKindRefused(Invalid):
    code = "documents.file_kind_refused"
    sentence = "{reason}"


class ImageBroken(Invalid):
    code = "documents.image_broken"
    sentence = "图片已损坏，无法读取。请重新拍摄，或另存为 JPG 后上传。"


class ImageTooLarge(Invalid):
    code = "documents.image_too_large"
    sentence = "图片超过 {most} 万像素，请缩小后重新上传。"


class VideoBroken(Invalid):
    code = "documents.video_broken"
    sentence = "视频已损坏或没有录完，无法读取。请重新拍摄后上传。"


class QuotaReached(RuleBroken):
    code = "documents.quota_reached"
    sentence = "本机构的附件空间（{most} MB）已用完，不能再上传。请清理不用的附件，或联系平台扩容。"


class TextInvalid(Invalid):
    code = "documents.text_invalid"
    sentence = "{label}不能为空，且不超过 {most} 字，请改正。"


class NotAsFile(OutOfTurn):
    code = "documents.not_as_file"
    sentence = "这份文书只有打印页。请打开打印页，用浏览器打印或另存为 PDF。"
