CREATE TABLE "declined_translations" (
	"recording_id" uuid NOT NULL,
	"language" text NOT NULL,
	CONSTRAINT "declined_translations_recording_id_language_pk" PRIMARY KEY("recording_id","language")
);
--> statement-breakpoint
ALTER TABLE "segment_translations" ADD COLUMN "for_viewers" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "declined_translations" ADD CONSTRAINT "declined_translations_recording_id_recordings_id_fk" FOREIGN KEY ("recording_id") REFERENCES "public"."recordings"("id") ON DELETE cascade ON UPDATE no action;