CREATE TABLE "live_pieces" (
	"recording_id" uuid NOT NULL,
	"idx" integer NOT NULL,
	"object_key" text NOT NULL,
	"start_sample" bigint NOT NULL,
	"samples" integer NOT NULL,
	CONSTRAINT "live_pieces_recording_id_idx_pk" PRIMARY KEY("recording_id","idx")
);
--> statement-breakpoint
CREATE TABLE "live_sessions" (
	"recording_id" uuid PRIMARY KEY NOT NULL,
	"next_seq" bigint DEFAULT 0 NOT NULL,
	"samples" bigint DEFAULT 0 NOT NULL,
	"cut_sample" bigint DEFAULT 0 NOT NULL,
	"next_segment" integer DEFAULT 0 NOT NULL,
	"next_piece" integer DEFAULT 0 NOT NULL,
	"touched_at" timestamp with time zone DEFAULT now() NOT NULL,
	"attached_at" timestamp with time zone,
	"ended_at" timestamp with time zone,
	"end_reason" text,
	"viewer_token_hash" text,
	CONSTRAINT "live_sessions_viewer_token_hash_unique" UNIQUE("viewer_token_hash")
);
--> statement-breakpoint
ALTER TABLE "live_pieces" ADD CONSTRAINT "live_pieces_recording_id_recordings_id_fk" FOREIGN KEY ("recording_id") REFERENCES "public"."recordings"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "live_sessions" ADD CONSTRAINT "live_sessions_recording_id_recordings_id_fk" FOREIGN KEY ("recording_id") REFERENCES "public"."recordings"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "live_sessions_open_idx" ON "live_sessions" USING btree ("touched_at") WHERE ended_at is null;