CREATE TABLE "conversation_turns" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"conversation_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"question" text NOT NULL,
	"status" text DEFAULT 'answering' NOT NULL,
	"method" text,
	"model" text,
	"degraded" text,
	"answer" text DEFAULT '' NOT NULL,
	"outcome" text,
	"error_code" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "conversation_turns_position_key" UNIQUE("conversation_id","position"),
	CONSTRAINT "conversation_turns_status_check" CHECK ("conversation_turns"."status" in ('answering', 'done', 'failed'))
);
--> statement-breakpoint
CREATE TABLE "conversations" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"user_id" uuid NOT NULL,
	"recording_id" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"asked_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "turn_citations" (
	"turn_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"recording_id" uuid NOT NULL,
	"segment_ids" jsonb NOT NULL,
	"start_ms" bigint NOT NULL,
	"end_ms" bigint NOT NULL,
	"quote" text NOT NULL,
	CONSTRAINT "turn_citations_turn_id_number_pk" PRIMARY KEY("turn_id","number")
);
--> statement-breakpoint
CREATE TABLE "provider_usage" (
	"user_id" uuid NOT NULL,
	"month" date NOT NULL,
	"purpose" text NOT NULL,
	"model" text NOT NULL,
	"calls" integer DEFAULT 0 NOT NULL,
	"input_tokens" bigint DEFAULT 0 NOT NULL,
	"output_tokens" bigint DEFAULT 0 NOT NULL,
	"characters" bigint DEFAULT 0 NOT NULL,
	"estimated_calls" integer DEFAULT 0 NOT NULL,
	"cost_micros" bigint DEFAULT 0 NOT NULL,
	"unpriced_calls" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "provider_usage_user_id_month_purpose_model_pk" PRIMARY KEY("user_id","month","purpose","model"),
	CONSTRAINT "provider_usage_amounts_check" CHECK ("provider_usage"."calls" >= 0 and "provider_usage"."cost_micros" >= 0)
);
--> statement-breakpoint
CREATE TABLE "recording_summaries" (
	"recording_id" uuid PRIMARY KEY NOT NULL,
	"transcript_version" integer NOT NULL,
	"method" text NOT NULL,
	"model" text,
	"language" text NOT NULL,
	"short" text NOT NULL,
	"key_points" jsonb NOT NULL,
	"action_items" jsonb NOT NULL,
	"chapters" jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "recording_summaries_method_check" CHECK ("recording_summaries"."method" in ('llm', 'extractive'))
);
--> statement-breakpoint
CREATE TABLE "user_settings" (
	"user_id" uuid PRIMARY KEY NOT NULL,
	"locale" text,
	"summary_language" text,
	"summary_instructions" text DEFAULT '' NOT NULL
);
--> statement-breakpoint
ALTER TABLE "conversation_turns" ADD CONSTRAINT "conversation_turns_conversation_id_conversations_id_fk" FOREIGN KEY ("conversation_id") REFERENCES "public"."conversations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "conversations" ADD CONSTRAINT "conversations_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "conversations" ADD CONSTRAINT "conversations_recording_id_recordings_id_fk" FOREIGN KEY ("recording_id") REFERENCES "public"."recordings"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "turn_citations" ADD CONSTRAINT "turn_citations_turn_id_conversation_turns_id_fk" FOREIGN KEY ("turn_id") REFERENCES "public"."conversation_turns"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "turn_citations" ADD CONSTRAINT "turn_citations_recording_id_recordings_id_fk" FOREIGN KEY ("recording_id") REFERENCES "public"."recordings"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "provider_usage" ADD CONSTRAINT "provider_usage_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recording_summaries" ADD CONSTRAINT "recording_summaries_recording_id_recordings_id_fk" FOREIGN KEY ("recording_id") REFERENCES "public"."recordings"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "user_settings" ADD CONSTRAINT "user_settings_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "conversations_user_asked_idx" ON "conversations" USING btree ("user_id","asked_at" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "conversations_recording_idx" ON "conversations" USING btree ("recording_id");--> statement-breakpoint
CREATE INDEX "turn_citations_recording_idx" ON "turn_citations" USING btree ("recording_id");