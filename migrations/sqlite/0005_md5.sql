-- The MD5 of the ritual's file, once it is rendered: some clouds know no other hash of what they keep.
ALTER TABLE rituals ADD COLUMN md5 TEXT;
