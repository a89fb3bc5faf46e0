ALTER TABLE "recordings" ADD COLUMN "upload_key" uuid;--> statement-breakpoint
CREATE UNIQUE INDEX "recordings_user_upload_key_idx" ON "recordings" USING btree ("user_id","upload_key");