CREATE INDEX "webhook_deliveries_pending_idx" ON "webhook_deliveries" USING btree ("next_attempt_at") WHERE outcome = 'pending' and not by_hand;--> statement-breakpoint
-- What was sent of recordings that are gone goes after them (functions/46-webhooks.sql sees to those that go from now on).
UPDATE "webhook_deliveries" SET "body" = null WHERE "recording_id" is null AND "event" <> 'test' AND "body" is not null;
