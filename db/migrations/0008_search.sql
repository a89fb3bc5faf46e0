CREATE TABLE "embedded_recordings" (
	"recording_id" uuid NOT NULL,
	"collection" text NOT NULL,
	"print" text,
	"vectors" integer DEFAULT 0 NOT NULL,
	"embedded_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "embedded_recordings_recording_id_collection_pk" PRIMARY KEY("recording_id","collection")
);
--> statement-breakpoint
CREATE TABLE "embedding_collections" (
	"name" text PRIMARY KEY NOT NULL,
	"model" text NOT NULL,
	"dimensions" integer NOT NULL,
	"status" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "embedding_collections_status_check" CHECK ("embedding_collections"."status" in ('building', 'active', 'retired'))
);
--> statement-breakpoint
CREATE TABLE "recording_words" (
	"recording_id" uuid NOT NULL,
	"word" text NOT NULL,
	"user_id" uuid NOT NULL,
	"stem" text NOT NULL,
	"chunks" integer NOT NULL,
	CONSTRAINT "recording_words_recording_id_word_pk" PRIMARY KEY("recording_id","word")
);
--> statement-breakpoint
CREATE TABLE "vector_deletions" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "vector_deletions_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"collection" text NOT NULL,
	"recording_id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"not_before" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "transcript_chunks" ADD COLUMN "user_id" uuid NOT NULL;--> statement-breakpoint
ALTER TABLE "transcript_chunks" ADD COLUMN "segment_from" integer NOT NULL;--> statement-breakpoint
ALTER TABLE "transcript_chunks" ADD COLUMN "segment_to" integer NOT NULL;--> statement-breakpoint
ALTER TABLE "transcript_chunks" ADD COLUMN "print" text NOT NULL;--> statement-breakpoint
ALTER TABLE "transcript_chunks" ADD COLUMN "lexemes" "tsvector" NOT NULL;--> statement-breakpoint
ALTER TABLE "embedded_recordings" ADD CONSTRAINT "embedded_recordings_recording_id_recordings_id_fk" FOREIGN KEY ("recording_id") REFERENCES "public"."recordings"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "embedded_recordings" ADD CONSTRAINT "embedded_recordings_collection_embedding_collections_name_fk" FOREIGN KEY ("collection") REFERENCES "public"."embedding_collections"("name") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recording_words" ADD CONSTRAINT "recording_words_recording_id_recordings_id_fk" FOREIGN KEY ("recording_id") REFERENCES "public"."recordings"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recording_words" ADD CONSTRAINT "recording_words_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "embedded_recordings_collection_idx" ON "embedded_recordings" USING btree ("collection");--> statement-breakpoint
CREATE UNIQUE INDEX "embedding_collections_active_idx" ON "embedding_collections" USING btree ("status") WHERE status = 'active';--> statement-breakpoint
CREATE UNIQUE INDEX "embedding_collections_building_idx" ON "embedding_collections" USING btree ("status") WHERE status = 'building';--> statement-breakpoint
CREATE INDEX "recording_words_user_word_idx" ON "recording_words" USING btree ("user_id","word");--> statement-breakpoint
CREATE INDEX "recording_words_user_stem_idx" ON "recording_words" USING btree ("user_id","stem");--> statement-breakpoint
CREATE INDEX "vector_deletions_due_idx" ON "vector_deletions" USING btree ("not_before");--> statement-breakpoint
ALTER TABLE "transcript_chunks" ADD CONSTRAINT "transcript_chunks_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "transcript_chunks_user_idx" ON "transcript_chunks" USING btree ("user_id");