#!/bin/sh
# Makes the secrets of a new installation, one file each, for docker-compose.yml and for Kubernetes:
#   deploy/make-secrets.sh [FOLDER, else deploy/secrets] [HOST OF POSTGRESQL, else postgres]
# Files that are there stay as they are. Keep them safe: without the database's password and the session secret nobody gets in.
set -eu
umask 077
folder=${1:-$(dirname "$0")/secrets}
host=${2:-postgres}
mkdir -p "$folder"

# Letters and digits only: they stand in an address too.
random() { od -An -N32 -tx1 /dev/urandom | tr -d ' \n'; }
make() { [ -s "$folder/$1" ] || printf '%s\n' "$2" > "$folder/$1"; }

make session-secret "$(random)"
# Opens audio in Kubernetes' backups; elsewhere it is secrets/master-keys in the data folder that opens audio.
make master-keys "$(random)"
make database-password "$(random)"
make database-url "postgres://steno:$(cat "$folder/database-password")@$host:5432/steno"
make s3-access-key-id steno
make s3-secret-access-key "$(random)"
make qdrant-api-key "$(random)"
make grafana-admin-password "$(random)"
# Of a language model, if there is one.
[ -e "$folder/openai-api-key" ] || : > "$folder/openai-api-key"

# As the object store and Qdrant want to be told.
make objects.json "$(printf '{"identities":[{"name":"steno","credentials":[{"accessKey":"%s","secretKey":"%s"}],"actions":["Admin","Read","Write","List","Tagging"]}]}' \
  "$(cat "$folder/s3-access-key-id")" "$(cat "$folder/s3-secret-access-key")")"
make qdrant.yaml "$(printf 'service:\n  api_key: %s' "$(cat "$folder/qdrant-api-key")")"

# Containers read the files as users of their own; on this machine nobody else gets past the folder.
chmod 0700 "$folder"
chmod 0444 "$folder"/*
echo "The secrets are in $folder."
