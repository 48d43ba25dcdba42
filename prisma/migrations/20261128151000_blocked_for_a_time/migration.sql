-- Code 2022 of Meta was told as commerce messages being switched off. It is a
-- block for a time, as the key says that other codes of this kind have.
UPDATE "message" SET "errorCode" = 'page_restricted' WHERE "errorCode" = 'commerce_disabled';
